// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the charts have keys of their own
// biome-ignore-all lint/a11y/useSemanticElements: they are no fields of a form
import { ChartColumn, RotateCcw, Rows3 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { timeOfDayText } from '../../model/number-text.ts';
import { boundRange, type SecondRange, trafficCharts } from '../../model/traffic-charts.ts';
import { useApplication, useEngine, useTrafficView } from '../../stores/application-context.ts';
import { isLive } from '../../stores/engine-store.ts';
import { TRAFFIC_SPANS, type TrafficSpan } from '../../stores/traffic-view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Segments } from '../../ui/segments.tsx';
import { ChartPanel, figureOf, valueText } from './chart-panel.tsx';
import { MarkLane } from './mark-lane.tsx';
import styles from './traffic-view.module.css';
import { useTrafficKeys } from './use-traffic-keys.ts';

interface TrafficViewProps {
  /** The packets of a stretch are wanted; `undefined`: of any time. */
  readonly onRange: (range: SecondRange | undefined) => void;
  readonly onShowPackets: (range: SecondRange) => void;
}

/** Packets and bits per second by verdict, protocol and rule, and what changed meanwhile. */
export function TrafficView({ onRange, onShowPackets }: TrafficViewProps) {
  const { traffic, trafficView } = useApplication();
  const endSecond = useEngine(() => traffic.log.endSecond);
  const marks = useEngine((state) => state.marks);
  const { unit, stacked, span, zoom: chosen } = useTrafficView((state) => state);
  const [cursor, setCursor] = useState<number>();
  const [spoken, setSpoken] = useState('');

  const zoomed = chosen && boundRange(chosen, endSecond);
  const from = zoomed?.from ?? endSecond - span;
  const end = zoomed?.end ?? endSecond;
  const range = useMemo<SecondRange>(() => ({ from, end }), [from, end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each second the log says something new
  const charts = useMemo(
    () => trafficCharts(traffic.log, range, unit),
    [traffic, range, unit, endSecond],
  );
  const markSeconds = useMemo(() => marks.map(({ timeMs }) => timeMs / 1000), [marks]);

  const zoom = (wanted: SecondRange) => {
    const next = boundRange(wanted, endSecond);
    trafficView.setState({ zoom: next });
    onRange(next);
  };
  const reset = () => {
    if (trafficView.getState().zoom) onRange(undefined);
    trafficView.setState({ zoom: undefined });
  };
  const inRange = cursor !== undefined && cursor >= from && cursor < end ? cursor : undefined;
  const sayCursor = (second: number | undefined) => {
    setCursor(second);
    if (second === undefined) return;
    const values = charts[0]?.series.map((series) => {
      const value = figureOf(series, range, second, 'now');
      return `${series.label} ${valueText(value, unit)}`;
    });
    setSpoken(`${timeOfDayText(second * 1000)}: ${values?.join(', ')}`);
  };
  const onKeyDown = useTrafficKeys({
    range,
    endSecond,
    zoomed: zoomed !== undefined,
    cursor: inRange,
    setCursor: sayCursor,
    zoom,
    reset,
  });
  if (endSecond === 0) return <NothingCounted />;

  return (
    <section className={styles.view} aria-label="Traffic">
      <header className={styles.bar}>
        <h1 className={styles.title}>Traffic</h1>
        <Segments
          label="Unit"
          options={UNITS}
          value={unit}
          onChange={(value) => trafficView.setState({ unit: value })}
        />
        <Segments
          label="Drawn as"
          options={FORMS}
          value={stacked ? 'stacked' : 'lines'}
          onChange={(value) => trafficView.setState({ stacked: value === 'stacked' })}
        />
        <span className="grow" />
        <span className={styles.when} data-testid="traffic-when">
          {inRange !== undefined
            ? timeOfDayText(inRange * 1000)
            : zoomed
              ? `${timeOfDayText(from * 1000)} – ${timeOfDayText(end * 1000)}, average`
              : 'now'}
        </span>
        {zoomed ? (
          <>
            <Button kind="line" onClick={() => onShowPackets(range)}>
              <Icon of={Rows3} size={14} />
              Show these packets
            </Button>
            <Button onClick={reset}>
              <Icon of={RotateCcw} size={14} />
              Follow <kbd>Esc</kbd>
            </Button>
          </>
        ) : (
          <Segments
            label="How far back"
            options={SPANS}
            value={span}
            onChange={(value) => trafficView.setState({ span: value })}
          />
        )}
      </header>
      <div
        role="group"
        aria-label="Charts. Arrow keys move the cursor, plus and minus zoom, Page Up and Page Down move in time, Escape follows again."
        tabIndex={0}
        className={styles.charts}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(undefined)}
      >
        <MarkLane marks={marks} range={range} />
        {charts.map((chart, place) => (
          <ChartPanel
            key={chart.id}
            chart={chart}
            range={range}
            unit={unit}
            stacked={stacked}
            hasTimes={place === charts.length - 1}
            marks={markSeconds}
            cursor={inRange}
            figures={zoomed ? 'average' : 'now'}
            onCursor={setCursor}
            onZoom={zoom}
            onReset={reset}
          />
        ))}
        <p className="unseen" role="status">
          {spoken}
        </p>
      </div>
    </section>
  );
}

const UNITS = [
  { value: 'packets', label: 'Packets/s' },
  { value: 'bits', label: 'Bits/s' },
] as const;
const FORMS = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'lines', label: 'Lines' },
] as const;
const SPANS = TRAFFIC_SPANS.map((value: TrafficSpan) => ({ value, label: `${value / 60} min` }));

function NothingCounted() {
  const live = useEngine(isLive);
  return (
    <div className={styles.empty} role="status">
      <Icon of={ChartColumn} size={28} className={styles.emptyIcon} />
      <h2>Nothing counted yet</h2>
      <p>
        {live
          ? 'The charts begin with the first second.'
          : 'The charts begin as soon as an interface is watched.'}
      </p>
    </div>
  );
}
