import type { DefaultVerdict, Direction } from '../../../electron/contract/language/statement.ts';
import { useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './filtering-line.module.css';

interface FilteringLineProps {
  readonly onOpenRules: () => void;
}

/** What is to be known about all the lines below: whether they act, on what, and what drops besides. */
export function FilteringLine({ onOpenRules }: FilteringLineProps) {
  const enforcing = useEngine((state) => state.enforcing);
  const recording = useEngine(isRecording);
  const defaults = useEngine((state) => state.rules.defaults);
  const dropped = defaultText(defaults);
  return (
    <div className={styles.lines}>
      {recording && <p>Rules act on the recording only and are not kept</p>}
      {!enforcing && <p className={styles.paused}>Panic: no rule is in force</p>}
      {enforcing && dropped && (
        <p className={styles.line}>
          {dropped}
          <Button kind="link" onClick={onOpenRules}>
            Rules
          </Button>
        </p>
      )}
    </div>
  );
}

/** What a default drops beside the rules, in words; `undefined` where none does. */
function defaultText(defaults: Readonly<Record<Direction, DefaultVerdict>>): string | undefined {
  if (defaults.in === 'drop' && defaults.out === 'drop') return 'And all that no rule lets pass';
  if (defaults.in === 'drop') return 'And all that no rule lets in';
  return defaults.out === 'drop' ? 'And all that no rule lets out' : undefined;
}
