import { Disc } from 'lucide-react';
import type { Attachment } from '../../../electron/contract/state.ts';
import { directionSentence, directionText, MODE_SENTENCES } from '../../model/interface-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { isRecording } from '../../stores/engine-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './interface-chips.module.css';

const PLAYGROUND_TIP =
  'A made-up network inside this machine; its packets are not from your real network.';

const RECORDING_TIP =
  'Recorded in the playground. None of your own packets are seen, and none are dropped.';

/** The watched interfaces, in the header. */
export function InterfaceChips() {
  const attachments = useEngine((state) => state.attachments);
  const recording = useEngine(isRecording);
  if (recording) return <RecordingChip />;
  return (
    <ul className={styles.chips} aria-label="Watched interfaces">
      {attachments.map((attachment) => (
        <li key={attachment.interface}>
          <Chip attachment={attachment} />
        </li>
      ))}
    </ul>
  );
}

/** In the place of interfaces, as nothing is watched. */
function RecordingChip() {
  const { traffic } = useApplication();
  useEngine((state) => state.counters);
  const name = useEngine((state) => state.attachments[0]?.interface);
  return (
    <Tooltip content={RECORDING_TIP}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tip must be reachable by keyboard */}
      <div className={styles.chip} tabIndex={0} data-testid="recording">
        <Icon of={Disc} size={14} className={styles.disc} />
        <span className="strong">Recording</span>
        <small>over and over</small>
        {name !== undefined && <Spark bars={traffic.ofInterface(name)} />}
      </div>
    </Tooltip>
  );
}

function Chip({ attachment }: { readonly attachment: Attachment }) {
  const { traffic } = useApplication();
  useEngine((state) => state.counters);
  const { interface: name, mode, state, whyGeneric, egress } = attachment;
  const gone = state === 'gone';
  const playground = useEngine(({ interfaces, playground }) =>
    [playground.interface, interfaces.find((link) => link.playground)?.name].includes(name),
  );
  return (
    <Tooltip content={chipTip(attachment, playground).map((line) => <p key={line}>{line}</p>)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tip must be reachable by keyboard */}
      <div className={styles.chip} tabIndex={0}>
        <span className={classNames(styles.dot, gone && styles.gone)} />
        <span className={classNames('mono', styles.name)}>{name}</span>
        <small>{gone ? 'gone' : playground ? 'playground' : mode}</small>
        {egress === 'none' && !gone && (
          <small className={styles.partly}>{directionText(attachment)}</small>
        )}
        {whyGeneric && <span className="unseen">{whyGeneric}</span>}
        {!gone && <Spark bars={traffic.ofInterface(name)} />}
      </div>
    </Tooltip>
  );
}

/** A sentence or two on each line. */
function chipTip(attachment: Attachment, playground: boolean): readonly string[] {
  const { interface: name, mode, whyGeneric, state } = attachment;
  if (state === 'gone') return [`${name} is gone; the rules wait for it.`];
  const ways = directionSentence(attachment);
  if (playground) return [PLAYGROUND_TIP, ways];
  return [[MODE_SENTENCES[mode], whyGeneric].filter(Boolean).join(' '), ways];
}
