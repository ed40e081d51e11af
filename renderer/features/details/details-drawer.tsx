import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import { ancestorsOf, detailTree, nodeOfBytes } from '../../model/details/detail-tree.ts';
import { frameFields } from '../../model/details/frame-fields.ts';
import { hostFields, hostsText } from '../../model/details/host-fields.ts';
import type { PacketDetails } from '../../model/details/packet-details.ts';
import {
  useApplication,
  useDetails,
  useEngine,
  useHosts,
} from '../../stores/application-context.ts';
import { DecodeTree, nodeElementId } from './decode-tree.tsx';
import { DetailsBar } from './details-bar.tsx';
import styles from './details-drawer.module.css';
import { FieldNote } from './field-note.tsx';
import { HexView } from './hex-view.tsx';
import { ResizeEdge } from './resize-edge.tsx';
import { VerdictLine } from './verdict-line.tsx';

/** What is inside of the selected packet, below the table. */
export function DetailsDrawer() {
  const isOpen = useDetails((state) => state.isOpen);
  const packet = useDetails((state) => state.packet);
  return isOpen && packet ? <Drawer key={packet.sequence} packet={packet} /> : null;
}

function Drawer({ packet }: { readonly packet: PacketDetails }) {
  const { details, names, hosts } = useApplication();
  const heightPx = useDetails((state) => state.heightPx);
  const interfaceName = useInterfaceName(packet);
  const hostsVersion = useHosts((state) => state.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that hosts know more
  const nodes = useMemo(() => {
    const record = new PacketRecord(packet.record);
    const bootTimeMs = names.bootTimeMs(packet.sequence);
    const frame = frameFields(record, packet, { bootTimeMs, interfaceName });
    const fields = hostFields(record, hosts, Date.now());
    return detailTree(packet.decoded, frame, { text: hostsText(record, hosts), fields });
  }, [packet, names, interfaceName, hosts, hostsVersion]);
  const owners = useMemo(
    () => nodeOfBytes(nodes, packet.packet?.length ?? 0),
    [nodes, packet.packet],
  );
  const [focused, setFocused] = useState<string>();
  const [hovered, setHovered] = useState<string>();
  const drawer = useRef<HTMLElement>(null);

  const find = useMemo(() => {
    const byId = new Map(owners.flatMap((node) => (node ? [[node.id, node] as const] : [])));
    const add = (list: typeof nodes) => {
      for (const node of list) {
        byId.set(node.id, node);
        add(node.children);
      }
    };
    add(nodes);
    return (id: string | undefined) => (id === undefined ? undefined : byId.get(id));
  }, [nodes, owners]);

  /** From the bytes: the field is brought into sight, whatever it stands in. */
  const reveal = (id: string) => {
    for (const { path } of ancestorsOf(nodes, id)) details.toggle(path, true);
    setFocused(id);
  };
  useEffect(() => {
    if (focused === undefined) return;
    document.getElementById(nodeElementId(focused))?.scrollIntoView({ block: 'nearest' });
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    closeDrawer(drawer.current, () => details.close());
  };
  const lit = find(hovered) ?? find(focused);
  return (
    <section
      ref={drawer}
      className={styles.drawer}
      style={{ height: heightPx }}
      aria-label="Packet details"
      onKeyDown={onKeyDown}
    >
      <ResizeEdge />
      <DetailsBar
        packet={packet}
        nodes={nodes}
        interfaceName={interfaceName}
        onClose={() => closeDrawer(drawer.current, () => details.close())}
      />
      <div className={styles.body}>
        <div className={styles.decoded}>
          <VerdictLine packet={packet} />
          <DecodeTree
            nodes={nodes}
            focused={focused}
            lit={lit?.id}
            onFocus={setFocused}
            onHover={setHovered}
          />
        </div>
        <div className={styles.bytes}>
          <HexView
            packet={packet}
            owners={owners}
            lit={lit?.range}
            onHover={setHovered}
            onChoose={reveal}
          />
          <FieldNote packet={packet} node={lit} />
        </div>
      </div>
    </section>
  );
}

/** The focus that was within goes back to the list, from where it came. */
function closeDrawer(drawer: HTMLElement | null, close: () => void): void {
  const hadFocus = drawer?.contains(document.activeElement) === true;
  close();
  if (hadFocus) document.querySelector<HTMLElement>('[role="grid"]')?.focus();
}

function useInterfaceName({ record }: PacketDetails): string {
  const { ifindex } = useMemo(() => new PacketRecord(record), [record]);
  const known = useEngine(
    (state) =>
      state.interfaces.find((each) => each.ifindex === ifindex)?.name ??
      state.attachments.find((each) => each.ifindex === ifindex)?.interface,
  );
  return known ?? `interface ${ifindex}`;
}
