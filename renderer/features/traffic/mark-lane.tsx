import { useLayoutEffect, useRef, useState } from 'react';
import { timeOfDayText } from '../../model/number-text.ts';
import { placeMarks } from '../../model/place-marks.ts';
import type { ChartMark } from '../../model/rule-changes.ts';
import type { SecondRange } from '../../model/traffic-charts.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './mark-lane.module.css';
import { PLOT_LEFT, PLOT_RIGHT } from './plot-options.ts';

interface MarkLaneProps {
  readonly marks: readonly ChartMark[];
  readonly range: SecondRange;
}

/** Above the charts: what changed, and when. Each stands over its line in the charts. */
export function MarkLane({ marks, range }: MarkLaneProps) {
  const lane = useRef<HTMLOListElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = lane.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const drawn = Math.max(1, width - PLOT_LEFT - PLOT_RIGHT);
  const placed = placeMarks(marks, range.from * 1000, range.end * 1000, drawn);
  return (
    <ol ref={lane} className={styles.lane} aria-label="Rule changes in this time">
      {placed.map(({ text, timeMs, x, flipped, noted }) => (
        <li
          key={`${timeMs} ${text}`}
          title={`${text}, ${timeOfDayText(timeMs)}`}
          className={classNames(styles.mark, flipped && styles.flipped)}
          style={flipped ? { right: width - PLOT_LEFT - x } : { left: PLOT_LEFT + x }}
        >
          <span className={noted ? undefined : 'unseen'}>
            {text} <span className="faint">{timeOfDayText(timeMs)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
