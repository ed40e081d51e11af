import { FlaskConical } from 'lucide-react';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { PLAYGROUND_KEY } from '../../stores/host-actions.ts';
import { useUnlock } from '../../stores/use-unlock.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { UnlockNote } from '../../ui/unlock-note.tsx';
import styles from './playground-view.module.css';

const INSIDE = [
  ['A network of its own', 'A private namespace, joined to this machine by one virtual cable.'],
  ['A small host', 'It answers and sends ICMP, TCP, UDP and ARP, over IPv4 and IPv6.'],
  ['Nothing of yours', 'Your interfaces, addresses and files are neither used nor changed.'],
] as const;

const TRIES = [
  ['Block a sender', 'In Live, point at a row and click its verdict. Its next packet is dropped.'],
  ['Take it back', 'Press U to undo the last change, or click the verdict again.'],
  ['Block a port', 'Right-click a TCP row: Block, then Port. Point at it to choose for how long.'],
  ['Block a protocol', 'In Blocked, switch on ICMP and watch the echo requests turn red.'],
] as const;

/** The playground: what it is, how to start and stop it, and what to do in it. */
export function PlaygroundView({ onOpenLive }: { readonly onOpenLive: () => void }) {
  const { view, unlock } = useUnlock();
  const recording = useEngine(isRecording);
  return (
    <div className={styles.view}>
      <div className={styles.page}>
        <h1>
          <Icon of={FlaskConical} size={18} />
          Playground
        </h1>
        <p className={styles.lead}>
          A small network inside this machine, to try everything without touching a real interface.
          It vanishes when you stop it, and when Portcullis ends.
        </p>
        {view.kind === 'unlocked' ? (
          <Controls onOpenLive={onOpenLive} />
        ) : (
          <div className={styles.locked}>
            <UnlockNote view={view} onUnlock={unlock} plain>
              Once Portcullis is unlocked it can make this network.{' '}
              {recording && 'The recording in Live comes from one.'}
            </UnlockNote>
          </div>
        )}
        <Section title="What is inside" entries={INSIDE} />
        <Section title="Things to try" entries={TRIES} />
      </div>
    </div>
  );
}

function Controls({ onOpenLive }: { readonly onOpenLive: () => void }) {
  const { host } = useApplication();
  const playground = useEngine((state) => state.playground);
  const pending = useActions((state) => state.pending.has(PLAYGROUND_KEY));
  const starting = playground.state === 'starting' || (pending && playground.state === 'off');
  const on = playground.state === 'on';
  const start = async () => {
    if (await host.startPlayground()) onOpenLive();
  };
  return (
    <div className={styles.bar}>
      {on ? (
        <>
          <Button kind="primary" onClick={onOpenLive}>
            See its packets
          </Button>
          <Button kind="line" aria-busy={pending} onClick={() => void host.stopPlayground()}>
            {pending ? 'Stopping…' : 'Stop the playground'}
          </Button>
        </>
      ) : (
        <Button kind="primary" disabled={starting} onClick={() => void start()}>
          {starting ? 'Starting…' : 'Start the playground'}
        </Button>
      )}
      <span className={styles.state} role="status">
        <span className={on ? styles.dot : styles.dotOff} />
        {on ? 'Running' : starting ? 'Starting' : 'Off'}
        {on && playground.interface && (
          <span>
            {' on '}
            <span className="mono">{playground.interface}</span>
          </span>
        )}
      </span>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly entries: readonly (readonly [string, string])[];
}

function Section({ title, entries }: SectionProps) {
  return (
    <section>
      <h2>{title}</h2>
      <dl className={styles.list}>
        {entries.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
