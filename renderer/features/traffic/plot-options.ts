import type uPlot from 'uplot';
import { fineChartScale } from '../../model/chart-scale.ts';
import { shortCountText, timeOfDayText } from '../../model/number-text.ts';
import type { ChartSeries } from '../../model/traffic-charts.ts';
import type { TrafficUnit } from '../../model/traffic-log.ts';
import { type SeriesStyle, tokenValue } from './series-style.ts';

/** Left of the drawing, where the figures stand, and right of it; in pixels. */
export const PLOT_LEFT = 72;
export const PLOT_RIGHT = 16;
/** Below it, where the times stand. */
const TIMES_HEIGHT = 24;
/** Least room for a time on the axis. */
const TIME_WIDTH = 84;
/** Seconds between times on the axis. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

export interface PlotLook {
  readonly series: readonly ChartSeries[];
  readonly styles: readonly SeriesStyle[];
  readonly stacked: boolean;
  readonly unit: TrafficUnit;
  /** Whether the times stand below. */
  readonly hasTimes: boolean;
}

interface PlotHooks {
  readonly range: () => [number, number];
  /** Moments of marks, in seconds since 1970. */
  readonly marks: () => readonly number[];
  /** The pointer is over this second, or over none. */
  readonly onCursor: (second: number | undefined) => void;
  readonly onSelect: (from: number, end: number) => void;
}

/** How a chart is drawn in the theme of now. */
export function plotOptions(
  look: PlotLook,
  size: { readonly width: number; readonly height: number },
  hooks: PlotHooks,
): uPlot.Options {
  const faint = tokenValue('--c-text-3');
  const font = `11px ${tokenValue('--font-ui')}`;
  const grid = { stroke: tokenValue('--c-line'), width: 1 };
  const axis = { stroke: faint, font, grid, ticks: { show: false } };
  return {
    ...size,
    padding: [8, PLOT_RIGHT, look.hasTimes ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
    },
    scales: {
      x: { time: true, range: () => hooks.range() },
      y: { range: (_plot, _least, most) => [0, fineChartScale(most ?? 0)] },
    },
    axes: [
      {
        ...axis,
        size: look.hasTimes ? TIMES_HEIGHT : 0,
        gap: 7,
        space: TIME_WIDTH,
        incrs: TIME_STEPS,
        values: (_plot, seconds) =>
          seconds.map((second) => (look.hasTimes ? timeOfDayText(second * 1000) : '')),
      },
      {
        ...axis,
        size: PLOT_LEFT,
        gap: 8,
        space: 28,
        values: (_plot, values) => values.map((value) => axisText(value, look.unit)),
      },
    ],
    series: [{}, ...drawnSeries(look)],
    bands: look.stacked ? bandsBetween(look.series.length) : [],
    hooks: {
      setCursor: [
        (plot) => {
          const { idx } = plot.cursor;
          const isOver = (plot.cursor.left ?? -1) >= 0 && typeof idx === 'number';
          hooks.onCursor(isOver ? Math.floor(plot.data[0][idx] ?? 0) : undefined);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          hooks.onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [(plot) => drawMarks(plot, hooks.marks())],
    },
  };
}

function axisText(value: number, unit: TrafficUnit): string {
  const text = shortCountText(value);
  if (unit === 'packets') return `${text}/s`;
  return /[a-z]$/i.test(text) ? `${text}bit/s` : `${text} bit/s`;
}

/** Where areas are stacked, the top one is drawn first and those below cover its lower part. */
function drawnSeries({ series, styles, stacked }: PlotLook): uPlot.Series[] {
  const drawn = series.map((_, place): uPlot.Series => {
    const style = styles[place] as SeriesStyle;
    const line = tokenValue(style.line);
    if (stacked) return { stroke: line, width: 1, fill: tokenValue(style.area), points: POINTS };
    return { stroke: line, width: 1.5, dash: [...style.dash], points: POINTS };
  });
  return stacked ? drawn.toReversed() : drawn;
}

const POINTS = { show: false } as const;

/** Each area ends where the one below it begins: under its edges, the colour above would show. */
function bandsBetween(areas: number): uPlot.Band[] {
  return Array.from({ length: Math.max(0, areas - 1) }, (_, at) => ({ series: [at + 1, at + 2] }));
}

/** The columns as they are drawn: times in the middle of their seconds, sums where areas are stacked. */
export function plotData(
  fromSecond: number,
  seconds: number,
  { series, stacked }: PlotLook,
): uPlot.AlignedData {
  const times = Array.from({ length: seconds }, (_, at) => fromSecond + at + 0.5);
  if (!stacked) return [times, ...series.map(({ values }) => [...values])];
  const sums: (number | null)[][] = [];
  for (const { values } of series) {
    const below = sums.at(-1);
    sums.push(values.map((value, at) => (value === null ? null : value + (below?.[at] ?? 0))));
  }
  return [times, ...sums.toReversed()];
}

function drawMarks(plot: uPlot, marks: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = tokenValue('--c-text-2');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
