import type { ReactNode } from 'react';
import type { UnlockView } from '../model/unlock-view.ts';
import { classNames } from './class-names.ts';
import { UnlockButton } from './unlock-button.tsx';
import styles from './unlock-note.module.css';

interface UnlockNoteProps {
  readonly view: UnlockView;
  readonly onUnlock: () => void;
  /** Within a page of text, rather than a row across a list. */
  readonly plain?: boolean;
  /** What unlocking gives here. */
  readonly children: ReactNode;
}

/** In the place of what needs rights that are missing. */
export function UnlockNote({ view, onUnlock, plain = false, children }: UnlockNoteProps) {
  return (
    <div className={classNames(styles.note, plain && styles.plain)}>
      <p className={styles.text}>
        {children} {view.kind === 'impossible' && `${view.why.message} ${view.why.remedy}`}
      </p>
      <UnlockButton view={view} onUnlock={onUnlock} />
    </div>
  );
}
