import { X } from 'lucide-react';
import { timeOfDayText } from '../../model/number-text.ts';
import { useApplication, useFind } from '../../stores/application-context.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './find-bar.module.css';

/** The stretch of time that is shown, where it was chosen in a chart. */
export function TimeRangeNote() {
  const { find } = useApplication();
  const range = useFind((state) => state.timeRange);
  if (!range) return null;
  return (
    <span className={styles.range}>
      <span className="mono">
        {timeOfDayText(range.fromMs)} – {timeOfDayText(range.toMs)}
      </span>
      <button
        type="button"
        aria-label="Show all times"
        title="Show all times"
        onClick={() => find.setTimeRange()}
      >
        <Icon of={X} size={14} />
      </button>
    </span>
  );
}
