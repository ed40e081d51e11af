import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Switch } from '../../ui/switch.tsx';
import styles from './settings-popover.module.css';

/** Names of addresses: whether they are written, and whether anybody is asked for them. */
export function NameSettings() {
  const { host } = useApplication();
  const showNames = useEngine((state) => state.settings.showNames);
  const reverseDns = useEngine((state) => state.settings.reverseDns);
  return (
    <>
      <h3 className={styles.heading}>Names of addresses</h3>
      <label className={styles.line} htmlFor="show-names">
        <Switch
          id="show-names"
          checked={showNames}
          onChange={(on) => void host.updateSettings({ showNames: on })}
          label="Show names instead of addresses"
        />
        Show names instead of addresses
      </label>
      <label className={styles.line} htmlFor="reverse-dns">
        <Switch
          id="reverse-dns"
          checked={reverseDns}
          onChange={(on) => void host.updateSettings({ reverseDns: on })}
          label="Look up names over the network"
          describedBy="reverse-dns-note"
        />
        Look up names over the network
      </label>
      <p className={styles.note} id="reverse-dns-note">
        Your name servers then learn which addresses you look at. Without it nobody is asked: names
        come from DNS answers and TLS hellos that pass anyway.
      </p>
    </>
  );
}
