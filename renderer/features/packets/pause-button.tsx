import { Pause, Play } from 'lucide-react';
import { useApplication, usePackets } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './pause-button.module.css';

/** Holds the list, and lets it follow again. The filter goes on. */
export function PauseButton() {
  const { packets } = useApplication();
  const paused = usePackets((state) => state.paused !== undefined);
  const toggle = () => {
    if (paused) packets.follow();
    else packets.pause();
  };
  return (
    <Button kind="line" className={styles.pause} onClick={toggle}>
      <Icon of={paused ? Play : Pause} size={14} filled />
      {paused ? 'Resume list' : 'Pause list'} <kbd>Space</kbd>
    </Button>
  );
}
