import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { InterfaceList } from './interface-list.tsx';
import styles from './interface-picker.module.css';

/** The "+" of the header. */
export function InterfacePicker() {
  const [open, setOpen] = useState(false);
  const trigger = (
    <Button icon aria-label="Interfaces" title="Watch another interface">
      <Icon of={Plus} />
    </Button>
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      label="Interfaces"
      className={styles.picker}
    >
      <h2 className={styles.title}>Interfaces</h2>
      <p className={styles.text}>Watching drops nothing until you say so. Detach at any time.</p>
      <div className={styles.list}>
        <InterfaceList />
      </div>
    </Popover>
  );
}
