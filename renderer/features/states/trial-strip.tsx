import { Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Trial } from '../../../electron/contract/state.ts';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { TRIAL_KEY } from '../../stores/trial-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './trial-strip.module.css';

/** A change that is taken back by itself: what it is, how long it lasts, and the two ways to end it. */
export function TrialStrip() {
  const trial = useEngine((state) => state.rules.trial);
  return trial && <RunningTrial key={trial.endsAt} trial={trial} />;
}

function RunningTrial({ trial }: { readonly trial: Trial }) {
  const { trial: actions } = useApplication();
  const pending = useActions((state) => state.pending.has(TRIAL_KEY));
  const current = useEngine((state) => state.current);
  const secondsLeft = useSecondsLeft(trial.endsAt);
  const over = secondsLeft === 0;
  return (
    <div className={styles.strip}>
      <Countdown endsAt={trial.endsAt} secondsLeft={secondsLeft} />
      <div className="grow">
        <b className={styles.title} role="alert">
          Keep this change? <span className="mono">{trial.what}</span>
        </b>
        <span className={styles.text}>
          {over
            ? 'It is being taken back.'
            : `It is taken back in ${secondsLeft} s, even if this window or its connection dies.`}
        </span>
      </div>
      {current && !over && (
        <div className={styles.actions}>
          <Button kind="line" aria-busy={pending} onClick={() => void actions.takeBack()}>
            <Icon of={Undo2} size={14} />
            Take back
          </Button>
          <Button kind="primary" aria-busy={pending} onClick={() => void actions.keep()}>
            Keep <kbd>Ctrl ↵</kbd>
          </Button>
        </div>
      )}
    </div>
  );
}

/** Whole seconds until a moment in milliseconds since 1970, changing as each of them is over. */
function useSecondsLeft(endsAt: number): number {
  const [now, setNow] = useState(() => Date.now());
  const leftMs = Math.max(0, endsAt - now);
  useEffect(() => {
    if (leftMs === 0) return;
    const untilNextMs = leftMs % 1000 || 1000;
    const timer = setTimeout(() => setNow(Date.now()), untilNextMs);
    return () => clearTimeout(timer);
  }, [leftMs]);
  return Math.ceil(leftMs / 1000);
}

const SIZE = 40;
const RADIUS = 17;

interface CountdownProps {
  readonly endsAt: number;
  readonly secondsLeft: number;
}

/** The seconds in a ring that empties. The words beside it say the same. */
function Countdown({ endsAt, secondsLeft }: CountdownProps) {
  const [totalSeconds] = useState(() => Math.max(1, Math.ceil((endsAt - Date.now()) / 1000)));
  const share = Math.min(1, secondsLeft / totalSeconds) * 100;
  const ring = { cx: SIZE / 2, cy: SIZE / 2, r: RADIUS, pathLength: 100 };
  return (
    <svg
      className={styles.countdown}
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      fill="none"
      strokeWidth="3"
      aria-hidden="true"
    >
      <circle {...ring} className={styles.track} />
      <circle {...ring} className={styles.left} strokeDasharray={`${share} 100`} />
      <text x={SIZE / 2} y={SIZE / 2 + 7} textAnchor="middle" className={styles.digits}>
        {secondsLeft}
      </text>
    </svg>
  );
}
