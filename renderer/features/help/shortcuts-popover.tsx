import { CircleQuestionMark } from 'lucide-react';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { RailButton } from '../../ui/rail-button.tsx';
import styles from './shortcuts-popover.module.css';

type Shortcuts = readonly (readonly [keys: string, text: string])[];

const LIVE: Shortcuts = [
  ['/', 'Go to the filter; a digit does, too'],
  ['B', 'Block the other end of the row, or let it pass again'],
  ['A', 'Allow the other end, before every other rule'],
  ['Space', 'Pause and resume the list; the filter goes on'],
  ['F', 'Follow the newest packets'],
  ['↑ ↓', 'Previous and next packet'],
  ['Home End', 'First and last packet'],
  ['Ctrl G', 'Go to a packet by its number'],
  ['. ,', 'Next and previous packet of the conversation'],
  ['M', 'Mark the packet; N and Shift N go from mark to mark'],
  ['T', 'Count times from this packet'],
  ['Enter', 'Details of the selected packet'],
  ['Shift F10', 'Its menu'],
  ['Esc', 'Let go of the selection and follow again'],
];

const HEADINGS: Shortcuts = [
  ['← →', 'Previous and next column'],
  ['Alt ← →', 'Move the column'],
  ['Shift ← →', 'Narrower and wider'],
  ['Enter', 'Its menu, which chooses columns and times'],
];

const RULES: Shortcuts = [
  ['↑ ↓', 'Previous and next rule'],
  ['Alt ↑ ↓', 'Move the rule up or down'],
  ['Alt Home', 'Move it to the top; Alt End to the end'],
  ['Space', 'Switch it on or off'],
  ['Enter', 'Edit it; in its text, apply'],
  ['Ctrl Space', 'In its text: what may follow'],
  ['Del', 'Remove it'],
  ['Shift F10', 'Its menu'],
  ['Esc', 'Close it'],
];

const TALKERS: Shortcuts = [
  ['B A', 'Block or allow what the row stands for'],
  ['P', 'Show its packets'],
  ['Enter', 'Its menu'],
];

const TRAFFIC: Shortcuts = [
  ['← →', 'Move the cursor; with Shift by ten seconds'],
  ['+ -', 'Zoom around the cursor; drag over a chart for a stretch'],
  ['PgUp PgDn', 'Earlier and later'],
  ['Esc', 'Follow again'],
];

const EVERYWHERE: Shortcuts = [
  ['U', 'Undo the last change, also Ctrl Z'],
  ['Ctrl Enter', 'Keep what is on trial'],
  ['Ctrl K', 'Any command, by its name'],
  ['?', 'These keys'],
];

interface ShortcutsPopoverProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ShortcutsPopover({ open, onOpenChange }: ShortcutsPopoverProps) {
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      trigger={<RailButton icon={<Icon of={CircleQuestionMark} size={18} />} label="Help" />}
      label="Keys"
      side="right"
      align="end"
      className={styles.help}
    >
      <h2 className={styles.title}>Keys</h2>
      <div className={styles.columns}>
        <div>
          <ShortcutList title="Live" shortcuts={LIVE} />
        </div>
        <div>
          <ShortcutList title="Headings of the list" shortcuts={HEADINGS} />
          <ShortcutList title="Rules" shortcuts={RULES} />
        </div>
        <div>
          <ShortcutList title="Everywhere" shortcuts={EVERYWHERE} />
          <ShortcutList title="Talkers" shortcuts={TALKERS} />
          <ShortcutList title="Traffic" shortcuts={TRAFFIC} />
        </div>
      </div>
      <p className={styles.note}>
        A verdict is shape, word and colour: an open ring passed, a filled square was dropped, a
        diamond could not be read.
      </p>
    </Popover>
  );
}

interface ShortcutListProps {
  readonly title: string;
  readonly shortcuts: Shortcuts;
}

function ShortcutList({ title, shortcuts }: ShortcutListProps) {
  return (
    <section aria-label={title}>
      <h3 className={styles.group}>{title}</h3>
      <dl className={styles.list}>
        {shortcuts.map(([keys, text]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
