import { useUnlock } from '../../stores/use-unlock.ts';
import { UnlockNote } from '../../ui/unlock-note.tsx';
import { WatchNote } from './watch-note.tsx';

/** Above the list: what watching does, or what it takes. */
export function InterfaceIntro({ className }: { readonly className: string | undefined }) {
  const { view, unlock } = useUnlock();
  if (view.kind === 'unlocked') {
    return (
      <p className={className}>
        <WatchNote />
      </p>
    );
  }
  return (
    <UnlockNote view={view} onUnlock={unlock}>
      Once Portcullis is unlocked you can watch any of these.
    </UnlockNote>
  );
}
