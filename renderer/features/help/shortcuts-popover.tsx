import { CircleQuestionMark } from 'lucide-react';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { RailButton } from '../../ui/rail-button.tsx';
import styles from './shortcuts-popover.module.css';

const SHORTCUTS = [
  ['B', 'Block the sender of the row, or let it pass again'],
  ['U', 'Undo the last change, also Ctrl Z'],
  ['Space', 'Pause and resume the list; the filter goes on'],
  ['F', 'Follow the newest packets'],
  ['↑ ↓', 'Previous and next packet'],
  ['Home End', 'First and last packet'],
  ['Enter', 'Menu of the selected packet'],
  ['Esc', 'Let go of the selection and follow again'],
  ['?', 'These keys'],
] as const;

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
      <dl className={styles.list}>
        {SHORTCUTS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        A verdict is shape, word and colour: an open ring passed, a filled square was dropped, a
        diamond could not be read.
      </p>
    </Popover>
  );
}
