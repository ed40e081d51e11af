import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import type { PacketDetails } from '../../model/details/packet-details.ts';
import { verdictWords } from '../../model/details/verdict-words.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { RuleText } from '../../ui/rule-text.tsx';
import styles from './decode-tree.module.css';

/** What became of the packet, in words. */
export function VerdictLine({ packet }: { readonly packet: PacketDetails }) {
  const { names } = useApplication();
  const book = useEngine((state) => state.rules);
  const record = new PacketRecord(packet.record);
  const words = verdictWords(packet.sequence, record, names, book);
  return (
    <p className={classNames(styles.line, styles.layer, styles.verdict)}>
      <span className={classNames(styles.label, words.isDropped && styles.dropped)}>
        {words.verdict}
      </span>
      <span className={styles.value}>
        <span>{words.why}</span>
        {words.ruleText && <RuleText text={words.ruleText} />}
        {words.note && <span className="dim">{words.note}</span>}
        {words.before && <span>; in the file it {words.before}</span>}
      </span>
    </p>
  );
}
