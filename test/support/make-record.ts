import {
  DIRECTION,
  ETHER_TYPE,
  NO_RULE_SLOT,
  PacketRecord,
  RECORD_BYTES,
  RECORD_OFFSETS,
} from '../../electron/contract/packet-record.ts';

type Field = keyof typeof RECORD_OFFSETS;

/** Number fields by their size in bytes; the addresses and the MAC are bytes. */
const SIZE_BYTES: Readonly<Partial<Record<Field, 1 | 2 | 4 | 8>>> = {
  time_boot_ns: 8,
  ifindex: 4,
  length_bytes: 4,
  ether_type: 2,
  source_port: 2,
  destination_port: 2,
  vlan_id: 2,
  rule_slot: 2,
  rule_generation: 2,
  info_a: 2,
  info_b: 2,
};

export type RecordFields = Readonly<Partial<Record<Field, number | readonly number[]>>>;

/** A record with these fields; what is not given is that of an IPv4 packet which came in and passed. */
export function makeRecord(fields: RecordFields): PacketRecord {
  return new PacketRecord(makeRecordBytes(fields));
}

export function makeRecordBytes(fields: RecordFields): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  setRecordFields(bytes, {
    ether_type: ETHER_TYPE.ipv4,
    family: 4,
    direction: DIRECTION.in,
    rule_slot: NO_RULE_SLOT,
    source_mac: [2, 0, 0, 0, 0, 1],
    length_bytes: 60,
    ttl: 64,
    ...fields,
  });
  return bytes;
}

/** Changes what is given of a record. */
export function setRecordFields(bytes: Uint8Array, fields: RecordFields): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [name, value] of Object.entries(fields)) {
    const field = name as Field;
    const offset = RECORD_OFFSETS[field];
    if (typeof value !== 'number') bytes.set(value, offset);
    else if (SIZE_BYTES[field] === 8) view.setBigUint64(offset, BigInt(value), true);
    else if (SIZE_BYTES[field] === 4) view.setUint32(offset, value, true);
    else if (SIZE_BYTES[field] === 2) view.setUint16(offset, value, true);
    else view.setUint8(offset, value);
  }
}
