import type { Attachment } from '../../../electron/contract/state.ts';
import { MODE_SENTENCES } from '../../model/interface-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Spark } from '../../ui/spark.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './interface-chips.module.css';

const PLAYGROUND_TIP =
  'A made-up network inside this machine; its packets are not from your real network.';

/** The watched interfaces, in the header. */
export function InterfaceChips() {
  const attachments = useEngine((state) => state.attachments);
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

function Chip({ attachment }: { readonly attachment: Attachment }) {
  const { traffic } = useApplication();
  useEngine((state) => state.counters);
  const { interface: name, mode, state, whyGeneric } = attachment;
  const gone = state === 'gone';
  const playground = useEngine(({ interfaces, playground }) =>
    [playground.interface, interfaces.find((link) => link.playground)?.name].includes(name),
  );
  return (
    <Tooltip content={chipTip(attachment, playground)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tip must be reachable by keyboard */}
      <div className={styles.chip} tabIndex={0}>
        <span className={classNames(styles.dot, gone && styles.gone)} />
        <span className={classNames('mono', styles.name)}>{name}</span>
        <small>{gone ? 'gone' : playground ? 'playground' : mode}</small>
        {whyGeneric && <span className="unseen">{whyGeneric}</span>}
        {!gone && <Spark bars={traffic.ofInterface(name)} />}
      </div>
    </Tooltip>
  );
}

function chipTip(attachment: Attachment, playground: boolean): string {
  const { interface: name, mode, whyGeneric, state } = attachment;
  if (state === 'gone') return `${name} is gone; the rules wait for it.`;
  if (playground) return PLAYGROUND_TIP;
  return whyGeneric ? `${MODE_SENTENCES[mode]} ${whyGeneric}` : MODE_SENTENCES[mode];
}
