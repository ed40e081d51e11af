import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { type Settings, WATCHABLE, type Watchable } from '../../../electron/contract/settings.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { RailButton } from '../../ui/rail-button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { NameSettings } from './name-settings.tsx';
import { RecordSettings } from './record-settings.tsx';
import styles from './settings-popover.module.css';

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'Contrast' },
] as const satisfies readonly { value: Settings['theme']; label: string }[];

const BLOCK_FOR = [
  { value: 300, label: '5 min' },
  { value: 3600, label: '1 h' },
  { value: null, label: 'Always' },
] as const;

/** In the order of the list. */
const WATCH_LINES = [
  { what: 'icmp', label: 'ICMP and ICMPv6' },
  { what: 'tcp', label: 'TCP' },
  { what: 'udp', label: 'UDP' },
  { what: 'arp', label: 'ARP' },
  { what: 'other', label: 'Everything else' },
] as const satisfies readonly { what: Watchable; label: string }[];

export function SettingsPopover() {
  const { host } = useApplication();
  const settings = useEngine((state) => state.settings);
  const [open, setOpen] = useState(false);
  const watch = (what: Watchable, on: boolean) => {
    const wanted = WATCHABLE.filter((each) => (each === what ? on : settings.watch.includes(each)));
    void host.updateSettings({ watch: wanted });
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger={<RailButton icon={<Icon of={SlidersHorizontal} size={18} />} label="Settings" />}
      label="Settings"
      side="right"
      align="end"
      className={styles.settings}
    >
      <h2 className={styles.title}>Settings</h2>
      <h3 className={styles.heading}>Theme</h3>
      <Segments
        label="Theme"
        options={THEMES}
        value={settings.theme}
        onChange={(theme) => void host.updateSettings({ theme })}
      />
      <h3 className={styles.heading}>A click blocks for</h3>
      <Segments
        label="A click blocks for"
        options={BLOCK_FOR}
        value={settings.blockForSeconds}
        onChange={(blockForSeconds) => void host.updateSettings({ blockForSeconds })}
      />
      <h3 className={styles.heading}>Show in the live list</h3>
      <ul>
        {WATCH_LINES.map(({ what, label }) => (
          <li key={what}>
            <label className={styles.line} htmlFor={`show-${what}`}>
              <Switch
                id={`show-${what}`}
                checked={settings.watch.includes(what)}
                onChange={(on) => watch(what, on)}
                label={`Show ${label}`}
              />
              {label}
            </label>
          </li>
        ))}
      </ul>
      <RecordSettings />
      <NameSettings />
    </Popover>
  );
}
