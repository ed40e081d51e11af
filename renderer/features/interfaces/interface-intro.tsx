import { useEngine } from '../../stores/application-context.ts';
import { useUnlock } from '../../stores/use-unlock.ts';
import { UnlockNote } from '../../ui/unlock-note.tsx';
import styles from './interface-intro.module.css';
import { WatchNote } from './watch-note.tsx';

/** Above the list: what watching does, or what it takes. */
export function InterfaceIntro({ className }: { readonly className: string | undefined }) {
  const { view, unlock } = useUnlock();
  const unable = useEngine((state) => state.engine?.unable !== undefined);
  if (view.kind === 'unlocked') {
    return (
      <p className={className}>
        {unable ? 'Nothing can be watched until the filter can run.' : <WatchNote />}
      </p>
    );
  }
  return (
    <div className={styles.locked}>
      <UnlockNote view={view} onUnlock={unlock}>
        Once Portcullis is unlocked you can watch any of these.
      </UnlockNote>
    </div>
  );
}
