/**
 * A recording: packet records as the filter wrote them while no rule was in force, to be played
 * again where nothing may be filtered. `scripts/record.ts` makes one.
 *
 * The file, little-endian:
 *    0  u32       magic "PCTR"
 *    4  u32       version of this layout
 *    8  u32       bytes per record
 *   12  u32       number of records
 *   16  u64       duration in nanoseconds; after it the recording begins anew
 *   24  16 bytes  name to show in place of an interface's, padded with zeroes
 *   40            the records, oldest first; their times count from the start of the recording
 */
import { open } from 'node:fs/promises';
import {
  NO_RULE_SLOT,
  PacketRecord,
  REASON,
  RECORD_BYTES,
  VERDICT,
} from '../../contract/packet-record.ts';
import { fail, ok, type Result } from '../../contract/result.ts';

const MAGIC = 0x52544350;
const VERSION = 1;
const HEADER_BYTES = 40;
const NAME_OFFSET = 24;
const NAME_BYTES = 16;
/** As the kernel names interfaces, and plain to read. */
const NAME = /^[a-z][a-z0-9._-]{0,14}$/;
/** Far more than is worth shipping. */
const MAX_RECORDS = 20_000;
const MAX_FILE_BYTES = HEADER_BYTES + MAX_RECORDS * RECORD_BYTES;
const MIN_DURATION_NS = 1e9;
const MAX_DURATION_NS = 3600e9;

export interface RecordedTraffic {
  readonly interface: string;
  readonly durationNs: number;
  /** Whole records, oldest first. */
  readonly records: Uint8Array;
  /** When each of them came, from the start of the recording. */
  readonly timesNs: Float64Array;
}

/** The file for these records, whose times are in them. */
export function encodeRecording(traffic: Omit<RecordedTraffic, 'timesNs'>): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + traffic.records.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, RECORD_BYTES, true);
  view.setUint32(12, traffic.records.length / RECORD_BYTES, true);
  view.setBigUint64(16, BigInt(traffic.durationNs), true);
  file.set(new TextEncoder().encode(traffic.interface), NAME_OFFSET);
  file.set(traffic.records, HEADER_BYTES);
  return file;
}

/** Fails with `missing-object` for a file that is not a whole, well-formed recording. */
export function decodeRecording(file: Uint8Array): Result<RecordedTraffic> {
  const header = readHeader(file);
  if (typeof header === 'string') return damaged(header);
  const records = new Uint8Array(file.subarray(HEADER_BYTES));
  const timesNs = new Float64Array(header.count);
  const record = new PacketRecord(records);
  let lastNs = 0;
  for (let index = 0; index < header.count; index += 1) {
    const timeNs = record.at(index).timeBootNs;
    if (timeNs < lastNs || timeNs >= header.durationNs) return damaged(`time of record ${index}`);
    if (!isUndecided(record)) return damaged(`verdict of record ${index}`);
    timesNs[index] = timeNs;
    lastNs = timeNs;
  }
  return ok({ interface: header.name, durationNs: header.durationNs, records, timesNs });
}

/** Fails with `missing-object`. Reads no more than the largest recording has. */
export async function readRecording(path: string): Promise<Result<RecordedTraffic>> {
  try {
    await using file = await open(path);
    const status = await file.stat();
    if (!status.isFile() || status.size > MAX_FILE_BYTES) return damaged(`${status.size} bytes`);
    return decodeRecording(await file.readFile());
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return fail(
      'missing-object',
      'The recording that stands in for real packets cannot be read.',
      'Install Portcullis again, or unlock it to see real ones.',
      `${path}: ${code}`,
    );
  }
}

/** The header's fields, or what is wrong. */
function readHeader(
  file: Uint8Array,
): { readonly count: number; readonly durationNs: number; readonly name: string } | string {
  if (file.length < HEADER_BYTES) return `${file.length} bytes`;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return 'magic';
  if (view.getUint32(4, true) !== VERSION) return 'version';
  if (view.getUint32(8, true) !== RECORD_BYTES) return 'record size';
  const count = view.getUint32(12, true);
  if (count === 0 || count > MAX_RECORDS) return `${count} records`;
  if (file.length !== HEADER_BYTES + count * RECORD_BYTES) return `${file.length} bytes`;
  const durationNs = Number(view.getBigUint64(16, true));
  if (durationNs < MIN_DURATION_NS || durationNs > MAX_DURATION_NS) return 'duration';
  const name = new TextDecoder('latin1')
    .decode(file.subarray(NAME_OFFSET, NAME_OFFSET + NAME_BYTES))
    .replace(/\0+$/, '');
  if (!NAME.test(name)) return 'name';
  return { count, durationNs, name };
}

/** Whether no rule had a say in it, so that others can. */
function isUndecided(record: PacketRecord): boolean {
  return (
    record.verdict === VERDICT.pass &&
    record.reason !== REASON.rule &&
    record.ruleSlot === NO_RULE_SLOT
  );
}

function damaged(what: string): Result<never> {
  return fail(
    'missing-object',
    'The recording that stands in for real packets is damaged.',
    'Install Portcullis again, or unlock it to see real ones.',
    what,
  );
}
