import type { Attachment, NetworkInterface } from '../../../electron/contract/state.ts';
import {
  directionText,
  holderText,
  interfaceText,
  sortInterfaces,
} from '../../model/interface-text.ts';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { interfaceKey } from '../../stores/host-actions.ts';
import { useUnlock } from '../../stores/use-unlock.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Spark } from '../../ui/spark.tsx';
import styles from './interface-list.module.css';

/** Every interface of the machine, each with the way to watch it or to let it go. */
export function InterfaceList() {
  const interfaces = useEngine((state) => state.interfaces);
  // A recording plays on an interface that this machine has not got.
  const attachments = useEngine((state) => (isRecording(state) ? NONE : state.attachments));
  const sorted = sortInterfaces(interfaces);
  const best = sorted.find((link) => isFree(link, attachments));
  const gone = attachments.filter(
    ({ interface: name }) => !interfaces.some((link) => link.name === name),
  );
  return (
    <ul className={styles.list}>
      {sorted.map((link) => (
        <Line
          key={link.name}
          link={link}
          attachment={attachments.find(({ interface: name }) => name === link.name)}
          best={link === best && attachments.length === 0}
        />
      ))}
      {gone.map(({ interface: name }) => (
        <li key={name} className={styles.line}>
          <span className={classNames(styles.dot, styles.warn)} />
          <span className={classNames('mono strong', styles.name)}>{name}</span>
          <span className="dim">gone, its rules wait for it</span>
          <span />
          <ToggleButton name={name} watched />
        </li>
      ))}
      {sorted.length + gone.length === 0 && (
        <li className={styles.none}>This machine shows no network interfaces.</li>
      )}
    </ul>
  );
}

const NONE: readonly Attachment[] = [];

function isFree(link: NetworkInterface, attachments: readonly Attachment[]): boolean {
  return !cannotWatch(link) && !attachments.some(({ interface: name }) => name === link.name);
}

function cannotWatch({ heldBy, framing }: NetworkInterface): boolean {
  return heldBy !== undefined || framing === 'other';
}

interface LineProps {
  readonly link: NetworkInterface;
  readonly attachment: Attachment | undefined;
  /** The one most likely wanted. */
  readonly best: boolean;
}

function Line({ link, attachment, best }: LineProps) {
  const { traffic } = useApplication();
  useEngine((state) => state.counters);
  const description = [link.playground ? 'the playground' : '', interfaceText(link)]
    .filter(Boolean)
    .join(', ');
  const watched = attachment !== undefined;
  return (
    <li className={styles.line}>
      <span className={classNames(styles.dot, !watched && styles.off)} />
      <span className={classNames('mono strong cut', styles.name)}>{link.name}</span>
      <span className="cut dim" title={description}>
        {description}
      </span>
      {watched ? <Spark bars={traffic.ofInterface(link.name)} /> : <span />}
      <ToggleButton
        name={link.name}
        watched={watched}
        primary={best}
        disabled={cannotWatch(link) && !watched}
      />
      {attachment?.whyGeneric && (
        <span className={styles.note}>Generic mode. {attachment.whyGeneric}</span>
      )}
      {attachment && (
        <span className={classNames(styles.note, attachment.whyNoEgress && styles.held)}>
          Watched {directionText(attachment)}. {attachment.whyNoEgress}
        </span>
      )}
      {link.framing === 'other' && (
        <span className={styles.note}>
          Its frames are neither Ethernet nor plain IP, so no rule could match them. Watch the
          interface that it goes out through.
        </span>
      )}
      {link.heldBy && !watched && (
        <span className={classNames(styles.note, styles.held)}>
          It is {holderText(link.heldBy)}. Portcullis does not take over another program's hook;
          unload it first.
        </span>
      )}
    </li>
  );
}

interface ToggleButtonProps {
  readonly name: string;
  readonly watched: boolean;
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

function ToggleButton({ name, watched, primary = false, disabled = false }: ToggleButtonProps) {
  const { host } = useApplication();
  const unlocked = useUnlock().view.kind === 'unlocked';
  const able = useEngine((state) => unlocked && !state.engine?.unable);
  const pending = useActions((state) => state.pending.has(interfaceKey(name)));
  return (
    <Button
      kind={primary && able ? 'primary' : 'line'}
      className={styles.toggle}
      disabled={disabled || !able}
      aria-busy={pending}
      aria-label={`${watched ? 'Detach from' : 'Watch'} ${name}`}
      onClick={() => void (watched ? host.detach(name) : host.attach(name))}
    >
      {pending ? '…' : watched ? 'Detach' : 'Watch'}
    </Button>
  );
}
