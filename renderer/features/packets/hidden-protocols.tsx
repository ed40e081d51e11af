import { WATCHABLE, type Watchable } from '../../../electron/contract/settings.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from './table-foot.module.css';

const LABELS: Readonly<Record<Watchable, string>> = {
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  arp: 'ARP',
  other: 'others',
};

/** Says which protocols the settings keep out of the list, and brings them back. */
export function HiddenProtocols() {
  const { host } = useApplication();
  const watch = useEngine((state) => state.settings.watch);
  const hidden = WATCHABLE.filter((each) => !watch.includes(each));
  if (hidden.length === 0) return null;
  return (
    <span className={styles.hidden}>
      {hidden.map((each) => LABELS[each]).join(', ')} hidden
      <Button
        kind="link"
        aria-label="Show every protocol"
        onClick={() => void host.updateSettings({ watch: [...WATCHABLE] })}
      >
        Show
      </Button>
    </span>
  );
}
