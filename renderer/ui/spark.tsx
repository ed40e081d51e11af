import type { RateBars } from '../model/rate-history.ts';
import { SPARK_SECONDS } from '../model/traffic.ts';

const WIDTH = 52;
const HEIGHT = 16;
const STEP = 3;

/** Packets of the last seconds, one bar each, 52 by 16 pixels. Decoration beside exact numbers. */
export function Spark({ bars }: { readonly bars: RateBars | undefined }) {
  const seconds = Array.from({ length: SPARK_SECONDS }, (_, index) => ({
    passed: bars?.passed[index] ?? 0,
    dropped: bars?.dropped[index] ?? 0,
  }));
  const most = Math.max(8, ...seconds.map(({ passed, dropped }) => passed + dropped));
  const scale = (HEIGHT - 1) / most;
  let passedPath = '';
  let droppedPath = '';
  for (const [index, { passed, dropped }] of seconds.entries()) {
    const x = index * STEP;
    const passedHeight = Math.max(0.8, passed * scale);
    const droppedHeight = dropped * scale;
    passedPath += `M${x} ${HEIGHT}h2v${-passedHeight}h-2z`;
    if (droppedHeight > 0.3) {
      droppedPath += `M${x} ${HEIGHT - passedHeight}h2v${-droppedHeight}h-2z`;
    }
  }
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={passedPath} fill="var(--c-chart-edge)" />
      <path d={droppedPath} fill="var(--c-chart-drop)" />
    </svg>
  );
}
