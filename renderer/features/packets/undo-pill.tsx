import { useActions, useApplication } from '../../stores/application-context.ts';
import styles from './undo-pill.module.css';

/** The newest change and the way back, for ten seconds. */
export function UndoPill() {
  const { rules } = useApplication();
  const pill = useActions((state) => state.pill);
  const undoing = useActions((state) => state.pending.has('undo'));
  if (!pill) return null;
  return (
    <div className={styles.pill} key={pill.id}>
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        strokeWidth="2"
        aria-hidden="true"
      >
        <circle cx="8" cy="8" r="6" stroke="currentColor" opacity=".28" />
        <circle
          className={styles.ring}
          cx="8"
          cy="8"
          r="6"
          stroke="currentColor"
          pathLength="100"
        />
      </svg>
      <span className={styles.text}>
        {pill.verb} {pill.before} <span className="mono">{pill.value}</span> {pill.after}
      </span>
      <button
        type="button"
        className={styles.undo}
        aria-busy={undoing}
        onClick={() => void rules.undo(pill.id)}
      >
        Undo <kbd>U</kbd>
      </button>
    </div>
  );
}
