import type {
  ByteRange,
  DecodedField,
  DecodedLayer,
  DecodedPacket,
  Problem,
  TextPart,
} from '../../../electron/contract/decode/decoded-packet.ts';

/** A line of the tree: a layer, a field, or what the filter itself knows of the packet. */
export interface DetailNode {
  /** Unique within its packet. */
  readonly id: string;
  /** The same for the same field of every packet, so that what is open stays open. */
  readonly path: string;
  readonly depth: number;
  readonly label: string;
  readonly parts: readonly TextPart[];
  /** Absent where it stands for no bytes. */
  readonly range?: ByteRange;
  readonly filterText?: string;
  readonly problem?: Problem;
  readonly children: readonly DetailNode[];
}

/** What the record says, as a layer of its own in front of the others. */
export interface FrameField {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly filterText?: string;
}

/** What is known of the two ends beside what the packet says. */
export interface HostLines {
  readonly text: string;
  readonly fields: readonly FrameField[];
}

export function detailTree(
  decoded: DecodedPacket | undefined,
  frame: readonly FrameField[],
  hosts?: HostLines,
): readonly DetailNode[] {
  const layers = decoded?.layers ?? [];
  return [
    frameNode(frame),
    ...(hosts && hosts.fields.length > 0 ? [hostsNode(hosts)] : []),
    ...layers.map((layer, index) => layerNode(layer, `${index + 1}`)),
  ];
}

/** The layer that a packet is about: the last one that is more than bytes, and says what they mean. */
export function innermost(nodes: readonly DetailNode[]): DetailNode | undefined {
  return nodes.findLast(({ label }) => !NEVER_INNERMOST.has(label));
}

const NEVER_INNERMOST: ReadonlySet<string> = new Set(['Data', 'Padding', 'Hosts']);

/** Nodes in the order of their lines, leaving out what is within closed ones. */
export function visibleNodes(
  nodes: readonly DetailNode[],
  isOpen: (node: DetailNode) => boolean,
): readonly DetailNode[] {
  return nodes.flatMap((node) =>
    node.children.length > 0 && isOpen(node)
      ? [node, ...visibleNodes(node.children, isOpen)]
      : [node],
  );
}

/** The deepest node of every byte; of several the last, as parts of a byte stand behind the whole. */
export function nodeOfBytes(
  nodes: readonly DetailNode[],
  sizeBytes: number,
): readonly (DetailNode | undefined)[] {
  const owners = new Array<DetailNode | undefined>(sizeBytes).fill(undefined);
  const claim = (node: DetailNode) => {
    const { range } = node;
    if (range) owners.fill(node, range.start, range.end);
    // Fields that share their bytes: the first of them is the one that people mean.
    for (const child of node.children.toReversed()) claim(child);
  };
  for (const node of nodes) claim(node);
  return owners;
}

/** The nodes that a node stands in, outermost first. */
export function ancestorsOf(nodes: readonly DetailNode[], id: string): readonly DetailNode[] {
  for (const node of nodes) {
    if (node.id === id) return [];
    if (!id.startsWith(`${node.id}.`)) continue;
    return [node, ...ancestorsOf(node.children, id)];
  }
  return [];
}

/** `Destination port 22 ssh` */
export function nodeText(node: DetailNode): string {
  return [node.label, ...node.parts.map(({ text }) => text)].join(' ');
}

function frameNode(frame: readonly FrameField[]): DetailNode {
  const said = frame.slice(0, 3).map(({ value }) => value);
  return saidNode('0', 'Frame', said.join(', '), frame);
}

function hostsNode({ text, fields }: HostLines): DetailNode {
  return saidNode('hosts', 'Hosts', text, fields);
}

/** A layer that stands for no bytes. */
function saidNode(
  id: string,
  label: string,
  text: string,
  fields: readonly FrameField[],
): DetailNode {
  const children = fields.map((field, index) => saidField(field, `${id}.${index}`, label));
  return { id, path: label, depth: 0, label, parts: [{ text }], children };
}

function saidField({ label, value, note, filterText }: FrameField, id: string, parent: string) {
  const parts = [...(value === '' ? [] : [valuePart(value, filterText)]), ...words(note)];
  const node = { id, path: `${parent}/${label}`, depth: 1, label, parts, children: [] };
  return filterText === undefined ? node : { ...node, filterText };
}

function layerNode(layer: DecodedLayer, id: string): DetailNode {
  const { name, summary, range, fields, problem } = layer;
  return {
    id,
    path: name,
    depth: 0,
    label: name,
    parts: summary,
    range,
    ...(problem ? { problem } : {}),
    children: fields.map((field, index) => fieldNode(field, `${id}.${index}`, name, 1)),
  };
}

function fieldNode(field: DecodedField, id: string, parent: string, depth: number): DetailNode {
  const { label, value, note, range, filterText, problem } = field;
  const path = `${parent}/${label}`;
  const parts = [...(value === '' ? [] : [valuePart(value, filterText)]), ...words(note)];
  return {
    id,
    path,
    depth,
    label,
    parts,
    range,
    ...(filterText === undefined ? {} : { filterText }),
    ...(problem ? { problem } : {}),
    children: (field.children ?? []).map((child, index) =>
      fieldNode(child, `${id}.${index}`, path, depth + 1),
    ),
  };
}

function valuePart(text: string, filterText: string | undefined): TextPart {
  return filterText === undefined ? { text, isValue: true } : { text, isValue: true, filterText };
}

function words(note: string | undefined): readonly TextPart[] {
  return note ? [{ text: note }] : [];
}
