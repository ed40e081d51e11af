import { countText, timeOfDayText } from '../../model/number-text.ts';
import { type PlacedMark, placeMarks } from '../../model/place-marks.ts';
import type { RateBars } from '../../model/rate-history.ts';
import type { ChartMark } from '../../model/rule-changes.ts';
import { CHART_SECONDS } from '../../model/traffic.ts';
import styles from './rate-chart.module.css';

/** In pixels. Bars stand below `TOP`; above it there is room for the notes. */
const HEIGHT = 71;
const TOP = 20;
const GAP = 1.6;
/** The newest change is younger than the last whole second; it stands at the right edge until then. */
const NEWEST_MS = 5000;
interface RateChartProps {
  readonly bars: RateBars;
  readonly marks: readonly ChartMark[];
  /** In pixels; 0 before it was measured. */
  readonly width: number;
  readonly label: string;
  /** Packets per second at the top. */
  readonly scale: number;
}

/** One bar per second, passed below, dropped on top, and the moments when rules changed. */
export function RateChart({ bars, marks, width, label, scale }: RateChartProps) {
  if (width === 0) return null;
  const step = width / CHART_SECONDS;
  const endMs = bars.endSecond * 1000;
  const placed = placeMarks(marks, endMs - CHART_SECONDS * 1000, endMs, width, NEWEST_MS);
  const paths = barPaths(bars, step, (HEIGHT - TOP) / scale);
  return (
    <svg width={width} height={HEIGHT + 1} role="img" aria-label={label} className={styles.chart}>
      <path d={`M0 ${TOP + 0.5}H${width}`} stroke="var(--c-line)" />
      <text x="0" y="14">
        {countText(scale)}/s
      </text>
      <path d={paths.passed} fill="var(--c-chart-pass)" />
      <path d={paths.edges} fill="var(--c-chart-edge)" />
      <path d={paths.dropped} fill="var(--c-chart-drop)" />
      {placed.map(({ x, text, timeMs }) => (
        <path
          key={`${timeMs} ${text}`}
          d={`M${x} 6V${HEIGHT}`}
          stroke="var(--c-text-2)"
          strokeDasharray="2 2"
        />
      ))}
      {placed
        .filter(({ noted }) => noted)
        .map((mark) => (
          <Note key={`${mark.timeMs} ${mark.text}`} {...mark} />
        ))}
    </svg>
  );
}

function barPaths({ passed, dropped }: RateBars, step: number, perPacket: number) {
  const paths = { passed: '', edges: '', dropped: '' };
  const barWidth = Math.max(1, step - GAP).toFixed(1);
  for (const [index, packets] of passed.entries()) {
    const x = (index * step).toFixed(1);
    const top = HEIGHT - packets * perPacket;
    const bar = (y: number, height: number) =>
      `M${x} ${y.toFixed(1)}h${barWidth}v${height.toFixed(1)}h-${barWidth}z`;
    if (packets > 0) {
      paths.passed += bar(top, HEIGHT - top);
      paths.edges += bar(top, 1.5);
    }
    const droppedHeight = (dropped[index] ?? 0) * perPacket;
    if (droppedHeight > 0) {
      paths.dropped += bar(top - Math.max(1, droppedHeight) - 1, Math.max(1, droppedHeight));
    }
  }
  return paths;
}

function Note({ x, flipped, text, timeMs }: PlacedMark) {
  return (
    <text
      x={flipped ? x - 6 : x + 6}
      y="14"
      className={styles.note}
      textAnchor={flipped ? 'end' : 'start'}
    >
      {text}
      <tspan className={styles.time} dx="6">
        {timeOfDayText(timeMs)}
      </tspan>
    </text>
  );
}
