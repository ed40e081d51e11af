import { LockOpen } from 'lucide-react';
import { type UnlockView, unlockLabel, unlockWait } from '../model/unlock-view.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './unlock-button.module.css';

interface UnlockButtonProps {
  readonly view: UnlockView;
  readonly onUnlock: () => void;
  readonly kind?: 'primary' | 'line';
}

/** Asks for the rights to filter. Nothing where they are there, or where nobody could be asked. */
export function UnlockButton({ view, onUnlock, kind = 'primary' }: UnlockButtonProps) {
  if (view.kind === 'unlocked' || view.kind === 'impossible') return null;
  const busy = view.kind !== 'ready';
  return (
    // Not disabled while it waits: it would lose the focus.
    <Button
      kind={kind}
      className={styles.unlock}
      title={unlockWait(view)}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onUnlock();
      }}
    >
      <Icon of={LockOpen} size={14} />
      {unlockLabel(view)}
    </Button>
  );
}
