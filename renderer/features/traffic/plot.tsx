import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { SecondRange } from '../../model/traffic-charts.ts';
import styles from './plot.module.css';
import { type PlotLook, plotData, plotOptions } from './plot-options.ts';
import { useThemeVersion } from './use-theme-version.ts';

interface PlotProps {
  readonly look: PlotLook;
  readonly range: SecondRange;
  /** Moments of marks, in seconds since 1970. */
  readonly marks: readonly number[];
  /** The second that is pointed at in any chart. */
  readonly cursor: number | undefined;
  readonly onCursor: (second: number | undefined) => void;
  readonly onZoom: (range: SecondRange) => void;
  readonly onReset: () => void;
}

/** One chart on a canvas. What it shows is said beside it in words as well. */
export function Plot(props: PlotProps) {
  const { look, range, cursor } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [size, setSize] = useState({ width: 0, height: 0 });
  const theme = useThemeVersion();
  const isMeasured = size.width > 0 && size.height > 0;
  /** What a chart is made anew for; the rest is given to the one that is there. */
  const made = [
    theme,
    look.unit,
    look.stacked,
    look.hasTimes,
    ...look.series.map(({ id }) => id),
  ].join(' ');

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `made` says when another chart is needed
  useLayoutEffect(() => {
    const element = place.current;
    if (!element || !isMeasured) return;
    const options = plotOptions(latest.current.look, size, {
      range: () => [latest.current.range.from, latest.current.range.end],
      marks: () => latest.current.marks,
      onCursor: (second) => latest.current.onCursor(second),
      onSelect: (from, end) =>
        latest.current.onZoom({ from: Math.floor(from), end: Math.ceil(end) }),
    });
    const current = new uPlot(options, dataOf(latest.current), element);
    const reset = () => latest.current.onReset();
    current.over.addEventListener('dblclick', reset);
    plot.current = current;
    return () => {
      plot.current = undefined;
      current.destroy();
    };
  }, [made, isMeasured]);

  useEffect(() => plot.current?.setSize(size), [size]);
  // Drawn anew with each answer, as its marks may have changed as well.
  useEffect(() => plot.current?.setData(dataOf({ look, range })), [look, range]);
  useEffect(() => {
    const current = plot.current;
    if (!current) return;
    const left = cursor === undefined ? -10 : current.valToPos(cursor + 0.5, 'x');
    // The chart that the pointer is over has its line already.
    if (Math.abs((current.cursor.left ?? -10) - left) > 1 && !current.over.matches(':hover')) {
      current.setCursor({ left, top: cursor === undefined ? -10 : 0 }, false);
    }
  }, [cursor]);

  return <div ref={place} className={styles.plot} aria-hidden="true" />;
}

function dataOf({ look, range }: Pick<PlotProps, 'look' | 'range'>): uPlot.AlignedData {
  return plotData(range.from, range.end - range.from, look);
}
