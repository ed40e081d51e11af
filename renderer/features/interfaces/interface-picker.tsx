import { Plus } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { InterfaceIntro } from './interface-intro.tsx';
import { InterfaceList } from './interface-list.tsx';
import styles from './interface-picker.module.css';

interface InterfacePickerProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The "+" of the header. */
export function InterfacePicker({ open, onOpenChange }: InterfacePickerProps) {
  const trigger = (
    <Button icon aria-label="Interfaces" title="Watch another interface">
      <Icon of={Plus} />
    </Button>
  );
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
      label="Interfaces"
      className={styles.picker}
    >
      <h2 className={styles.title}>Interfaces</h2>
      <InterfaceIntro className={styles.text} />
      <div className={styles.list}>
        <InterfaceList />
      </div>
    </Popover>
  );
}
