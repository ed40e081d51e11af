import { useMemo } from 'react';
import { bitRateText, rateText } from '../../model/number-text.ts';
import type { ChartSeries, SecondRange, TrafficChart } from '../../model/traffic-charts.ts';
import type { TrafficUnit } from '../../model/traffic-log.ts';
import styles from './chart-panel.module.css';
import { Plot } from './plot.tsx';
import type { PlotLook } from './plot-options.ts';
import { type SeriesStyle, seriesStyle } from './series-style.ts';

/** Of a label in a legend that are never cut, as many as an IPv4 address has: long ones give way first. */
const SURE_CHARACTERS = 15;

interface ChartPanelProps {
  readonly chart: TrafficChart;
  readonly range: SecondRange;
  readonly unit: TrafficUnit;
  readonly stacked: boolean;
  /** Whether it is the lowest one, which shows the times. */
  readonly hasTimes: boolean;
  /** Moments of marks, in seconds since 1970. */
  readonly marks: readonly number[];
  readonly cursor: number | undefined;
  /** What figures without a cursor are of. */
  readonly figures: 'now' | 'average';
  readonly onCursor: (second: number | undefined) => void;
  readonly onZoom: (range: SecondRange) => void;
  readonly onReset: () => void;
}

/** A chart with its legend, which says the values under the cursor, and a table of it in words. */
export function ChartPanel(props: ChartPanelProps) {
  const { chart, range, unit, stacked, hasTimes, cursor, figures } = props;
  const look = useMemo<PlotLook>(
    () => ({
      series: chart.series,
      styles: chart.series.map(({ id }, place) => seriesStyle(id, place)),
      stacked,
      unit,
      hasTimes,
    }),
    [chart, stacked, unit, hasTimes],
  );
  return (
    <section className={styles.panel} aria-label={chart.title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{chart.title}</h2>
        <ul className={styles.legend}>
          {chart.series.map((series, place) => (
            <li
              key={series.id}
              className={styles.entry}
              data-long={series.label.length > SURE_CHARACTERS}
              style={{ flexShrink: Math.max(0, series.label.length - SURE_CHARACTERS) }}
            >
              <Swatch style={look.styles[place] as SeriesStyle} stacked={stacked} />
              <span className="cut" title={series.label}>
                {series.label}
              </span>
              <span className="mono" data-testid={`figure-${series.id}`}>
                {valueText(figureOf(series, range, cursor, figures), unit)}
              </span>
            </li>
          ))}
          {chart.series.length === 0 && <li className="faint">nothing dropped in this time</li>}
        </ul>
      </header>
      <Plot {...props} look={look} />
      <Words chart={chart} unit={unit} />
    </section>
  );
}

/** A piece of the line, as it is drawn. */
function Swatch({ style, stacked }: { readonly style: SeriesStyle; readonly stacked: boolean }) {
  const line = `var(${style.line})`;
  return (
    <svg width="18" height="10" aria-hidden="true" className={styles.swatch}>
      {stacked ? (
        <rect x="3" width="12" height="10" rx="2" fill={`var(${style.area})`} stroke={line} />
      ) : (
        <path
          d="M0 5H18"
          stroke={line}
          strokeWidth="2"
          strokeDasharray={style.dash.join(' ') || undefined}
        />
      )}
    </svg>
  );
}

/** The same for those who do not see it: what each line has now, on average, and at most. */
function Words({ chart, unit }: { readonly chart: TrafficChart; readonly unit: TrafficUnit }) {
  return (
    <table className="unseen">
      <caption>{chart.title}</caption>
      <thead>
        <tr>
          <th>Of what</th>
          <th>Last second</th>
          <th>Average</th>
          <th>Most</th>
        </tr>
      </thead>
      <tbody>
        {chart.series.map(({ id, label, values }) => {
          const known = values.filter((value) => value !== null);
          return (
            <tr key={id}>
              <th>{label}</th>
              <td>{valueText(known.at(-1), unit)}</td>
              <td>{valueText(averageOf(values), unit)}</td>
              <td>{valueText(known.length > 0 ? Math.max(...known) : undefined, unit)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Of a line under the cursor, or else of the last second or the whole stretch. */
export function figureOf(
  { values }: ChartSeries,
  { from }: SecondRange,
  cursor: number | undefined,
  figures: 'now' | 'average',
): number | undefined {
  if (cursor !== undefined) return values[cursor - from] ?? undefined;
  return figures === 'now' ? (values.at(-1) ?? undefined) : averageOf(values);
}

function averageOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** `–` where nothing is known. */
export function valueText(value: number | undefined, unit: TrafficUnit): string {
  if (value === undefined) return '–';
  return unit === 'packets' ? rateText(value) : bitRateText(value);
}
