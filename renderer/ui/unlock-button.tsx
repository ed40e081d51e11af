import { LockOpen } from 'lucide-react';
import { type UnlockView, unlockLabel } from '../model/unlock-view.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

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
