import { useLayoutEffect, useRef, useState } from 'react';
import { chartScale } from '../../model/chart-scale.ts';
import { countText, rateText } from '../../model/number-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { isLive, isRecording } from '../../stores/engine-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { VerdictGlyph } from '../../ui/verdict-glyph.tsx';
import styles from './chart-strip.module.css';
import { RateChart } from './rate-chart.tsx';

/** Packets per second now, and over the last two minutes. */
export function ChartStrip() {
  const { traffic } = useApplication();
  useEngine((state) => state.counters);
  const marks = useEngine((state) => state.marks);
  const connected = useEngine((state) => state.connection.phase === 'connected');
  const live = useEngine(isLive);
  const recording = useEngine(isRecording);
  const plot = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const rate = traffic.now();
  const bars = traffic.total();
  const most = Math.max(...bars.passed.map((passed, at) => passed + (bars.dropped[at] ?? 0)));

  useLayoutEffect(() => {
    const element = plot.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <section className={styles.chart} aria-label="Traffic">
      <div className={styles.read}>
        <VerdictGlyph kind="pass" />
        <span>passed</span>
        <span className="mono" data-testid="passed-rate">
          {live ? rateText(rate.passed) : '–'}
        </span>
        <VerdictGlyph kind="drop" />
        <span>dropped</span>
        <span
          className={classNames('mono', live && rate.dropped > 0 && styles.dropped)}
          data-testid="dropped-rate"
        >
          {live ? rateText(rate.dropped) : '–'}
        </span>
        <span className={classNames(styles.dot, !live && styles.dotOff)} />
        <span className={styles.note}>
          {live
            ? recording
              ? 'last 2 minutes'
              : 'live, last 2 minutes'
            : connected
              ? 'nothing watched'
              : 'stopped'}
        </span>
      </div>
      <div className={styles.plot} ref={plot}>
        <RateChart
          bars={bars}
          marks={marks}
          width={width}
          label={`Packets per second over the last 2 minutes, at most ${countText(Math.round(most))}`}
          scale={chartScale(most)}
        />
      </div>
    </section>
  );
}
