import { LockKeyhole } from 'lucide-react';
import { unlockWords } from '../../model/unlock-view.ts';
import { useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { useUnlock } from '../../stores/use-unlock.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';
import { UnlockButton } from '../../ui/unlock-button.tsx';

interface LockedStripProps {
  /** Absent where the doctor is in sight. */
  readonly onOpenDoctor: (() => void) | undefined;
  readonly onAskLess: () => void;
}

/** Rights are missing: what Portcullis needs, why, and how to give it. */
export function LockedStrip({ onOpenDoctor, onAskLess }: LockedStripProps) {
  const { view, unlock } = useUnlock();
  const recording = useEngine(isRecording);
  // The helper is of use to polkit alone.
  const asksLess = useEngine(
    ({ privileges }) => privileges.unlockBy === 'pkexec' && privileges.installation === 'absent',
  );
  const way = view.kind === 'ready' || view.kind === 'asking' ? view.way : undefined;
  return (
    <Strip
      kind="accent"
      icon={LockKeyhole}
      title={recording ? 'Showing a recording' : 'Portcullis is locked'}
      actions={
        <>
          {view.kind === 'impossible' && onOpenDoctor && (
            <Button kind="line" onClick={onOpenDoctor}>
              Doctor
            </Button>
          )}
          {asksLess && view.kind === 'ready' && (
            <Button kind="link" onClick={onAskLess}>
              Set up the helper…
            </Button>
          )}
          <UnlockButton view={view} onUnlock={unlock} />
        </>
      }
    >
      Filtering in the kernel needs rights that no app has from the start.{' '}
      {view.kind === 'impossible'
        ? `${view.why.message} ${view.why.remedy}`
        : unlockWords(way ?? 'pkexec')}
    </Strip>
  );
}
