interface BarsProps {
  readonly passed: readonly number[];
  readonly dropped: readonly number[];
  /** In pixels; each bar is one pixel with one beside it. */
  readonly height?: number;
}

const STEP = 2;
/** A scale below this would make a single packet as high as a flood. */
const LEAST = 4;

/** Packets by second, dropped on top of passed: the shape of a row's traffic, beside its exact numbers. */
export function Bars({ passed, dropped, height = 16 }: BarsProps) {
  const most = Math.max(LEAST, ...passed.map((count, at) => count + (dropped[at] ?? 0)));
  const perPacket = (height - 1) / most;
  let passedPath = '';
  let droppedPath = '';
  for (const [index, count] of passed.entries()) {
    const x = index * STEP;
    const passedHeight = count > 0 ? Math.max(1, count * perPacket) : 0;
    const droppedHeight =
      (dropped[index] ?? 0) > 0 ? Math.max(1, (dropped[index] ?? 0) * perPacket) : 0;
    if (passedHeight > 0) passedPath += bar(x, height, passedHeight);
    if (droppedHeight > 0) droppedPath += bar(x, height - passedHeight, droppedHeight);
  }
  const width = passed.length * STEP;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--c-line)" />
      <path d={passedPath} fill="var(--c-chart-edge)" />
      <path d={droppedPath} fill="var(--c-chart-drop)" />
    </svg>
  );
}

function bar(x: number, bottom: number, height: number): string {
  return `M${x} ${bottom.toFixed(1)}h1.4v${(-height).toFixed(1)}h-1.4z`;
}
