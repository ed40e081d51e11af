import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { ENFORCING_KEY } from '../../stores/host-actions.ts';
import { Button } from '../../ui/button.tsx';
import styles from './filtering-line.module.css';

/** Whether the rules have an effect, on what, and the switch for all of them. */
export function FilteringLine() {
  const { host } = useApplication();
  const enforcing = useEngine((state) => state.enforcing);
  const recording = useEngine(isRecording);
  const able = useEngine(({ engine }) => engine?.unable === undefined || engine.recording);
  const pending = useActions((state) => state.pending.has(ENFORCING_KEY));
  return (
    <div className={styles.lines}>
      {able && (
        <p className={styles.line}>
          <span className={enforcing ? undefined : styles.paused}>
            {enforcing ? (recording ? RECORDING : 'Rules are in force') : 'Rules are paused'}
          </span>
          <Button
            kind="link"
            aria-busy={pending}
            title={enforcing ? 'Let everything pass for a while; the rules stay' : undefined}
            onClick={() => void host.setEnforcing(!enforcing)}
          >
            {enforcing ? 'Pause filtering' : 'Resume filtering'}
          </Button>
        </p>
      )}
    </div>
  );
}

const RECORDING = 'Rules act on the recording only and are not kept';
