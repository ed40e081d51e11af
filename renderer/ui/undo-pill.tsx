import { type CSSProperties, useEffect, useState } from 'react';
import styles from './undo-pill.module.css';

/**
 * The ring grows shorter by less than a pixel. An animation would have the browser draw the page anew
 * for every frame of ten seconds, in the way of whatever is clicked next.
 */
const STEP_MS = 250;

interface UndoPillProps {
  /** When it was done, in milliseconds since 1970. */
  readonly timeMs: number;
  /** How long it can be taken back here, in milliseconds. */
  readonly lifeMs: number;
  /** `Blocked`, `port`, `8080/tcp`, `for 1 h`; empty parts are left out. */
  readonly verb: string;
  readonly before: string;
  readonly value: string;
  readonly after: string;
  readonly undoing: boolean;
  readonly onUndo: () => void;
}

/** A change and the way back, for a while; give each change a key of its own. */
export function UndoPill(props: UndoPillProps) {
  const { timeMs, lifeMs, verb, before, value, after, undoing, onUndo } = props;
  const gonePercent = useGonePercent(timeMs, lifeMs);
  return (
    <div className={styles.pill}>
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
          style={{ '--gone-percent': gonePercent } as CSSProperties}
        />
      </svg>
      <span className={styles.text}>
        {verb} {before} <span className="mono">{value}</span> {after}
      </span>
      <button type="button" className={styles.undo} aria-busy={undoing} onClick={onUndo}>
        Undo <kbd>U</kbd>
      </button>
    </div>
  );
}

function useGonePercent(timeMs: number, lifeMs: number): number {
  const [gonePercent, setGonePercent] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setGonePercent(Math.min(100, (100 * (Date.now() - timeMs)) / lifeMs));
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [timeMs, lifeMs]);
  return gonePercent;
}
