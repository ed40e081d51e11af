import { countText, timeOfDayText } from '../../model/number-text.ts';
import type { RateBars } from '../../model/rate-history.ts';
import type { ChartMark } from '../../model/rule-changes.ts';
import { CHART_SECONDS } from '../../model/traffic.ts';
import styles from './rate-chart.module.css';

/** In pixels. Bars stand below `TOP`; above it there is room for the notes. */
const HEIGHT = 71;
const TOP = 20;
const GAP = 1.6;
/** Characters of a note; a rule may have any number of them. */
const NOTE_LENGTH = 40;
/** Of a character of a note, and of the time behind it with all gaps, in pixels; never too little. */
const CHARACTER_WIDTH = 6.6;
const TIME_WIDTH = 64;

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
  const placed = placeMarks(marks, bars.endSecond, step, width);
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

interface PlacedMark extends ChartMark {
  readonly x: number;
  /** Left of its line instead of right, where there is no room. */
  readonly flipped: boolean;
  readonly noted: boolean;
}

function placeMarks(
  marks: readonly ChartMark[],
  endSecond: number,
  step: number,
  width: number,
): readonly PlacedMark[] {
  const placed: PlacedMark[] = [];
  let nextNoteX = Number.POSITIVE_INFINITY;
  for (const { text: whole, timeMs } of marks.toReversed()) {
    const text = whole.length > NOTE_LENGTH ? `${whole.slice(0, NOTE_LENGTH - 1)}…` : whole;
    const noteWidth = text.length * CHARACTER_WIDTH + TIME_WIDTH;
    const x = Math.min(width - 1, (timeMs / 1000 - endSecond + CHART_SECONDS) * step);
    if (x < 0) continue;
    const flipped = x + noteWidth > width;
    const noteEnd = flipped ? x : x + noteWidth;
    // Notes that would cover each other: the newest is kept.
    const noted = noteEnd <= nextNoteX;
    if (noted) nextNoteX = flipped ? x - noteWidth : x;
    placed.push({ text, timeMs, x, flipped, noted });
  }
  return placed;
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
