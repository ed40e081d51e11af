import { Cable, Disc, FlaskConical, Unplug } from 'lucide-react';
import { momentText } from '../../model/number-text.ts';
import { useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './nothing-yet.module.css';

/** Fills the view while an interface is watched but no packet has come. */
export function NothingYet() {
  const attachments = useEngine((state) => state.attachments);
  const interfaces = useEngine((state) => state.interfaces);
  const watching = useEngine((state) => state.settings.watch.length > 0);
  const recording = useEngine(isRecording);
  const [newest] = attachments.toSorted((a, b) => b.attachedAt - a.attachedAt);
  if (!newest) return null;
  if (recording) return <RecordingStarting />;
  if (attachments.every(({ state }) => state === 'gone')) return <Waiting />;
  const link = interfaces.find(({ name }) => name === newest.interface);
  return (
    <div className={styles.view} role="status">
      <Icon of={Cable} size={28} className={styles.icon} />
      <h1>Watching {attachments.map(({ interface: name }) => name).join(', ')}, nothing yet</h1>
      <p>
        Attached {momentText(newest.attachedAt, Date.now())} in {newest.mode} mode.{' '}
        {link?.state === 'down' ? 'The link is down.' : ''} {watching ? SOON : NOTHING_CHOSEN}
      </p>
    </div>
  );
}

function RecordingStarting() {
  return (
    <div className={styles.view} role="status">
      <Icon of={Disc} size={28} className={styles.icon} />
      <h1>The recording begins</h1>
      <p>Its packets show here in a moment.</p>
    </div>
  );
}

/** Beside the strip that says what went away. */
function Waiting() {
  return (
    <div className={styles.view}>
      <Icon of={Unplug} size={28} className={styles.icon} />
      <h1>No packets to show</h1>
      <p>Watching goes on by itself as soon as the interface is back.</p>
    </div>
  );
}

/** Fills the view until the first packet, where the window opens on the playground. */
export function PlaygroundStarting() {
  return (
    <div className={styles.view} role="status">
      <Icon of={FlaskConical} size={28} className={styles.icon} />
      <h1>Starting the playground</h1>
      <p>A private network with one small host in it. Your own interfaces are left alone.</p>
    </div>
  );
}

const SOON = 'Packets show here the moment they arrive.';
const NOTHING_CHOSEN = 'No protocol is chosen for the live list; choose some in Settings.';
