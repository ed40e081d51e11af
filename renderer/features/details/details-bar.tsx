import { Copy, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import { blockAction } from '../../model/block-action.ts';
import { decodeText } from '../../model/details/decode-text.ts';
import type { DetailNode } from '../../model/details/detail-tree.ts';
import { capturedText } from '../../model/details/frame-fields.ts';
import { byteCharacter, hexByte, hexDump } from '../../model/details/hex-lines.ts';
import type { PacketDetails } from '../../model/details/packet-details.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { rowText } from '../../model/row-text.ts';
import { useActions, useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { actionKey, actionName, carryOut } from '../../stores/row-actions.ts';
import { useRowContext } from '../../stores/use-row-context.ts';
import { Button } from '../../ui/button.tsx';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';
import styles from './details-bar.module.css';

interface DetailsBarProps {
  readonly packet: PacketDetails;
  readonly nodes: readonly DetailNode[];
  readonly interfaceName: string;
  readonly onClose: () => void;
}

/** Which packet it is, and what can be done with it as a whole. */
export function DetailsBar({ packet, nodes, interfaceName, onClose }: DetailsBarProps) {
  const record = new PacketRecord(packet.record);
  const { lengthBytes } = record;
  const way = record.direction === 0 ? 'in' : 'out';
  const where = `${quantityText(lengthBytes, 'byte')}, ${way} on ${interfaceName}`;
  return (
    <div className={styles.bar}>
      <h2 className={styles.title}>
        Packet <span className="mono">{countText(packet.sequence + 1)}</span>
      </h2>
      <span className="dim cut">
        {where}, {capturedText(packet, lengthBytes)}
      </span>
      <span className="grow" />
      <BlockButton packet={packet} />
      <CopyMenu packet={packet} nodes={nodes} />
      <Button icon aria-label="Close the details" title="Close (Esc)" onClick={onClose}>
        <Icon of={X} size={14} />
      </Button>
    </div>
  );
}

/** Does what the row's verdict does: drops the other end, or lets it pass again. */
function BlockButton({ packet }: { readonly packet: PacketDetails }) {
  const application = useApplication();
  const context = useRowContext();
  const pending = useActions((state) => state.pending);
  const row = rowText(packet.sequence, new PacketRecord(packet.record), context);
  const action = blockAction(row, context.book);
  if (!action) return null;
  return (
    <Button
      kind="line"
      className={styles.block}
      aria-busy={pending.has(actionKey(action))}
      onClick={() => carryOut(application, action)}
    >
      {actionName(action)}
    </Button>
  );
}

function CopyMenu({ packet, nodes }: Pick<DetailsBarProps, 'packet' | 'nodes'>) {
  const { actions } = useApplication();
  const bytes = packet.packet;
  const choices: readonly (readonly [string, string, string | undefined])[] = [
    ['Everything decoded', 'The decoded packet', decodeText(nodes)],
    ['Bytes as a dump', 'The dump', bytes && hexDump(bytes)],
    ['Bytes as hex', 'The bytes', bytes && Array.from(bytes, hexByte).join('')],
    ['Bytes as text', 'The text', bytes && Array.from(bytes, byteCharacter).join('')],
  ];
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button icon aria-label="Copy the packet" title="Copy">
          <Icon of={Copy} size={14} />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={floating.menu}
          align="end"
          side="top"
          sideOffset={6}
          collisionPadding={8}
        >
          {choices.map(([label, what, text]) => (
            <DropdownMenu.Item
              key={label}
              className={floating.item}
              disabled={text === undefined}
              onSelect={() => void copyText(actions, what, text ?? '')}
            >
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
