/**
 * Makes the recording that plays where Portcullis may not filter:
 *
 *   sudo node_modules/.bin/node scripts/record.ts resources/recording/playground.records --seconds 45
 *
 * Records a real playground with a real engine and no rules, in a network namespace of its own that
 * ends with this script: nothing of this machine is in the recording, and nothing is left behind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Accounting, inFlight } from '../electron/contract/accounting.ts';
import type { Session } from '../electron/contract/api.ts';
import { readBatch } from '../electron/contract/batch-reader.ts';
import { PacketRecord, RECORD_BYTES, RECORD_OFFSETS } from '../electron/contract/packet-record.ts';
import type { Result } from '../electron/contract/result.ts';
import { startEngine } from '../electron/engine/engine.ts';
import { decodeRecording, encodeRecording } from '../electron/engine/replay/recorded-traffic.ts';

const INSIDE = '--inside';
/** Shown where an interface's name is: nobody is to look for it on their machine. */
const SHOWN_NAME = 'recording';
/** Until the playground's first greetings of a new interface are over. */
const WARM_UP_MS = 3_000;
/** The last accounting comes within this. */
const SETTLE_MS = 1_000;

interface Order {
  readonly path: string;
  readonly seconds: number;
}

function readOrder(): Order {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '45' },
      inside: { type: 'boolean', default: false },
    },
  });
  const [path, ...more] = positionals;
  const seconds = Number(values.seconds);
  if (!path || more.length > 0 || !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 600)) {
    throw new Error('say which file to write, and for how many --seconds (1 to 600)');
  }
  return { path, seconds };
}

/** The same again in a new network namespace, where the documentation ranges are free. */
async function startInside(): Promise<number> {
  const own = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2), INSIDE];
  const child = spawn('unshare', ['--net', 'setpriv', '--pdeathsig', 'TERM', ...own], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function record({ path, seconds }: Order): Promise<number> {
  const engine = valueOrThrow(
    await startEngine({
      host: 'headless',
      version: '0.0.0',
      // Ephemeral: neither is used.
      configDirectory: tmpdir(),
      runtimeDirectory: tmpdir(),
      resourcesDirectory: fileURLToPath(new URL('../resources', import.meta.url)),
      ephemeral: true,
    }),
  );
  try {
    using session = engine.openSession();
    const records = await recordPlayground(session, seconds * 1000);
    const file = encodeRecording({
      interface: SHOWN_NAME,
      durationNs: seconds * 1e9,
      records: inOrder(records, seconds * 1e9),
    });
    const { timesNs } = valueOrThrow(decodeRecording(file));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file);
    console.log(`${path}: ${timesNs.length} packets, ${file.length} bytes`);
    return 0;
  } finally {
    await engine.stop();
  }
}

/** All packets of that time, or an error if one of them was lost on the way here. */
async function recordPlayground(session: Session, durationMs: number): Promise<Uint8Array[]> {
  const records: Uint8Array[] = [];
  let accounting: Accounting | undefined;
  session.onBatch((frame) => {
    const batch = readBatch(frame)?.records ?? new Uint8Array();
    for (let at = 0; at < batch.length; at += RECORD_BYTES)
      records.push(batch.slice(at, at + RECORD_BYTES));
    return true;
  });
  session.onEvent((name, value) => {
    if (name === 'accounting') accounting = value as Accounting;
  });
  valueOrThrow(await session.handlers.startPlayground({}));
  await sleep(WARM_UP_MS);
  valueOrThrow(await session.handlers.watchPackets({}));
  // Longer than needed: where the recording ends is decided by the records' own times.
  await sleep(durationMs + SETTLE_MS);
  if (!accounting) throw new Error('the engine gave no account of the packets');
  const { seen, delivered } = accounting;
  const missing = seen - delivered - inFlight(accounting);
  if (missing !== 0) throw new Error(`${missing} of ${seen} packets did not get here`);
  return records;
}

/** Oldest first, with times from the first one on; without those that came too late. */
function inOrder(records: readonly Uint8Array[], durationNs: number): Uint8Array {
  const timed = records
    .map((bytes) => ({ bytes, timeNs: new PacketRecord(bytes).timeBootNs }))
    // Processors share the ring, so neighbours may have changed places.
    .sort((left, right) => left.timeNs - right.timeNs);
  const startNs = timed[0]?.timeNs ?? 0;
  const kept = timed.filter(({ timeNs }) => timeNs - startNs < durationNs);
  const all = new Uint8Array(kept.length * RECORD_BYTES);
  const view = new DataView(all.buffer);
  for (const [index, { bytes, timeNs }] of kept.entries()) {
    const at = index * RECORD_BYTES;
    all.set(bytes, at);
    view.setBigUint64(at + RECORD_OFFSETS.time_boot_ns, BigInt(timeNs - startNs), true);
  }
  return all;
}

function valueOrThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.message} ${result.error.details ?? ''}`);
}

try {
  const order = readOrder();
  process.exitCode = process.argv.includes(INSIDE) ? await record(order) : await startInside();
} catch (error) {
  console.error(`record: ${(error as Error).message}`);
  process.exitCode = 1;
}
