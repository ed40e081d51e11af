import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import type { BlockAction } from '../../model/block-action.ts';
import type { DetailNode } from '../../model/details/detail-tree.ts';
import { fieldDrop } from '../../model/details/field-drop.ts';
import { rangeText } from '../../model/details/hex-lines.ts';
import type { PacketDetails } from '../../model/details/packet-details.ts';
import type { RowContext } from '../../model/row-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { useApplication } from '../../stores/application-context.ts';
import { actionName, carryOut } from '../../stores/row-actions.ts';
import { useRowContext } from '../../stores/use-row-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from './field-note.module.css';

interface FieldNoteProps {
  readonly packet: PacketDetails;
  /** The field whose bytes are lit. */
  readonly node: DetailNode | undefined;
}

/** Under the bytes: what the lit ones are, and what can be done with their value. */
export function FieldNote({ packet, node }: FieldNoteProps) {
  const application = useApplication();
  const context = useRowContext();
  if (!node) return <div className={styles.note} />;
  const action = node.filterText && blockOf(node.filterText, packet, context);
  return (
    <div className={styles.note}>
      <span className={styles.words} role="status">
        {node.range && <span className="mono dim">{rangeText(node.range)}</span>}
        <span className={styles.label}>{node.label}</span>
        {node.depth > 0 && (
          <span className="mono strong cut">{node.parts.find((part) => part.isValue)?.text}</span>
        )}
      </span>
      <span className="grow" />
      {node.filterText && (
        <Button
          title={`Adds ${node.filterText} to the filter`}
          onClick={() => application.find.add(node.filterText ?? '')}
        >
          Filter on it
        </Button>
      )}
      {action && (
        <Button
          className={styles.block}
          title={actionName(action)}
          onClick={() => carryOut(application, action)}
        >
          {actionName(action)}
        </Button>
      )}
    </div>
  );
}

function blockOf(
  filterText: string,
  packet: PacketDetails,
  { book, ownAddresses }: RowContext,
): BlockAction | undefined {
  const direction = new PacketRecord(packet.record).direction === 0 ? 'in' : 'out';
  const statement = fieldDrop(filterText, direction, ownAddresses);
  if (!statement) return undefined;
  const rule = ruleIndex(book).enabledDrop(statement, direction);
  return rule ? { kind: 'unblock', rule } : { kind: 'block', statement };
}
