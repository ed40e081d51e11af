import { ArrowDown, History, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { countText, quantityText, timeOfDayText } from '../../model/number-text.ts';
import { undoText } from '../../stores/actions-store.ts';
import {
  useActions,
  useApplication,
  useEngine,
  usePackets,
} from '../../stores/application-context.ts';
import { isLive } from '../../stores/engine-store.ts';
import { isFollowing, type PacketsState } from '../../stores/packets-store.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { HiddenProtocols } from './hidden-protocols.tsx';
import styles from './table-foot.module.css';
import { UndoPill } from './undo-pill.tsx';

interface TableFootProps {
  /** What the packets of a file are, in the place of where the newest live ones are. */
  readonly ofFile?: ReactNode;
  readonly files: ReactNode;
}

/** Under the rows: where the newest ones are, what can be taken back or away, and the keys. */
export function TableFoot({ ofFile, files }: TableFootProps) {
  return (
    <div className={styles.foot}>
      {ofFile ?? <FollowState />}
      <Shown className={ofFile ? undefined : styles.why} />
      {!ofFile && <HiddenProtocols />}
      <span className="grow" />
      <UndoPill />
      <UndoHistory />
      {files}
      <span className={styles.keys} aria-hidden="true">
        <span>
          <kbd>B</kbd>block
        </span>
        <span>
          <kbd>A</kbd>allow
        </span>
        <span>
          <kbd>U</kbd>undo
        </span>
        {!ofFile && (
          <span>
            <kbd>F</kbd>follow
          </span>
        )}
        <span>
          <kbd>?</kbd>keys
        </span>
      </span>
    </div>
  );
}

function FollowState() {
  const { history, packets } = useApplication();
  usePackets((state) => state.version);
  const following = usePackets(isFollowing);
  const why = usePackets(holdText);
  const connected = useEngine((state) => state.connection.phase === 'connected');
  const live = useEngine(isLive);
  if (following) {
    return (
      <span className={styles.following}>
        <Icon of={ArrowDown} size={14} />
        {live ? 'Following the newest' : connected ? 'The last rows' : 'Waiting for the engine'}
      </span>
    );
  }
  return (
    <>
      <Button
        kind="link"
        className={styles.newer}
        onClick={() => packets.follow()}
        aria-label={`${quantityText(history.newer, 'newer packet')}, follow again`}
      >
        <Icon of={ArrowDown} size={14} />
        {countText(history.newer)} newer
      </Button>
      <span className={styles.why}>
        {why}
        {history.gone > 0 &&
          `; ${quantityText(history.gone, 'older row')} made room for newer ones`}
      </span>
    </>
  );
}

/** How many rows a filter lets through. */
function Shown({ className }: { readonly className: string | undefined }) {
  const { find } = useApplication();
  usePackets((state) => state.version);
  const counts = find.counts();
  if (!counts) return null;
  return (
    <span className={className}>
      {countText(counts.shown)} of {quantityText(counts.looked, 'packet')} shown
    </span>
  );
}

function holdText({ paused, holds }: PacketsState): string {
  if (paused) return 'held while paused';
  if (holds.includes('menu')) return 'held while a menu is open';
  if (holds.includes('scroll')) return 'held while you look back';
  return 'held while you point at a row';
}

/** What the pill leaves behind: everything that can still be taken back, newest first. */
function UndoHistory() {
  const { rules } = useApplication();
  const undoable = useActions((state) => state.undoable);
  const [open, setOpen] = useState(false);
  if (undoable.length === 0) return null;
  const trigger = (
    <Button icon aria-label="Changes that can be undone">
      <Icon of={History} size={14} />
    </Button>
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      label="Changes that can be undone"
      align="end"
      side="top"
      className={styles.history}
    >
      <ul>
        {undoable.toReversed().map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <span className="mono faint">{timeOfDayText(entry.timeMs)}</span>
            <span className="cut grow">{undoText(entry)}</span>
            <Button
              icon
              aria-label={`Undo: ${undoText(entry)}`}
              onClick={() => void rules.undo(entry.id)}
            >
              <Icon of={Undo2} size={14} />
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
