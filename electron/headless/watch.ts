/** `portcullis watch`: packets as they arrive, as lines or as a capture file. */
import type { Accounting } from '../contract/accounting.ts';
import type { Failure } from '../contract/failure.ts';
import type { Filter } from '../contract/language/filter/filter.ts';
import { MAX_SNAPSHOT_BYTES } from '../contract/packet-batch.ts';
import { ok, type Result } from '../contract/result.ts';
import type { Attachment } from '../contract/state.ts';
import { createCaptureOutput } from './capture-output.ts';
import { openKnownCountries } from './known-countries.ts';
import { createStreamOutput, type Output } from './output.ts';
import { PacketRecorder } from './packet-recorder.ts';
import { printFailure } from './print-failure.ts';
import { printable } from './printable.ts';
import { SeenInterfaces } from './seen-interfaces.ts';
import { RESOURCES_DIRECTORY } from './surroundings.ts';
import { parseCount, parseWords, UsageError } from './usage-error.ts';
import { asksBytes, readWatchFilter } from './watch-filter.ts';
import { type WatchSource, withWatchSource } from './watch-source.ts';

/** A reader of our output that is this far behind loses packets, which are counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** A disk may pause for a moment. */
const MAX_UNWRITTEN_BYTES = 32 * 1024 * 1024;
/** Per second and CPU: a disk takes more than a terminal. */
const RECORDS_TO_A_FILE = 500_000;
/** In the place of a file. */
const STANDARD = '-';

interface WatchOptions {
  /** Absent: whatever the running app filters. */
  readonly interface: string | undefined;
  readonly json: boolean;
  readonly count: number | undefined;
  /** A capture file instead of lines. */
  readonly file: string | undefined;
  readonly snapshotBytes: number | undefined;
  readonly filter: Filter | undefined;
}

export async function watch(words: string[]): Promise<number> {
  const options = readOptions(words);
  return withWatchSource(options.interface, words, (source) => watchPackets(source, options));
}

function readOptions(words: string[]): WatchOptions {
  const { values, positionals } = parseWords({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      count: { type: 'string' },
      write: { type: 'string' },
      snapshot: { type: 'string' },
      filter: { type: 'string' },
      'no-ask': { type: 'boolean' },
    },
  });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError('Only one interface can be watched at a time.');
  const { json, write: file } = values;
  if (json && file !== undefined) throw new UsageError('--write makes a capture file, not JSON.');
  if (file === STANDARD && process.stdout.isTTY) {
    throw new UsageError('A capture file is not for a terminal: name a file, or pipe it on.');
  }
  return {
    interface: name,
    json,
    file,
    count: parseCount('--count', values.count, 1, 1_000_000_000),
    snapshotBytes: parseCount('--snapshot', values.snapshot, 0, MAX_SNAPSHOT_BYTES),
    filter: values.filter === undefined ? undefined : readWatchFilter(values.filter),
  };
}

async function watchPackets(source: WatchSource, options: WatchOptions): Promise<number> {
  const { client, snapshot, stopped } = source;
  const countries = await openKnownCountries(options.filter, RESOURCES_DIRECTORY);
  if (!countries.ok) return printFailure(countries.error);
  const opened = await openOutput(options);
  if (!opened.ok) return printFailure(opened.error);
  const output = opened.value;
  const seen = new SeenInterfaces(snapshot);
  client.on('interfaces', (interfaces) => seen.learn(interfaces));
  const recorder = new PacketRecorder({
    source,
    seen,
    output,
    countryTest: countries.value,
    ...options,
  });
  const begun = await begin(source, options, seen);
  if (!begun.ok) {
    await output.discard();
    return printFailure(begun.error);
  }
  recorder.begin();
  const gone = new Promise<Failure>((resolve) => client.onClose(() => resolve(GONE)));
  const failed = await Promise.race([stopped, output.closed, recorder.finished, gone]);
  await client.call('unwatchPackets');
  const text = summaryText(recorder.taken, recorder.accounting);
  recorder.end(text);
  await output.flush();
  // What was counted may be more than what was written.
  if (failed) return printFailure(failed);
  tell(text);
  return 0;
}

const GONE: Failure = {
  code: 'disconnected',
  message: 'Portcullis has ended, or takes nothing more.',
  remedy: 'Start the command again; it watches with a filter of its own if you name the interface.',
};

async function openOutput({ file }: WatchOptions): Promise<Result<Output>> {
  if (file !== undefined && file !== STANDARD) {
    return createCaptureOutput(file, MAX_UNWRITTEN_BYTES);
  }
  return ok(createStreamOutput(process.stdout, MAX_WAITING_BYTES));
}

/** Says what is watched, and starts the packets. */
async function begin(
  { client, snapshot, isRunning }: WatchSource,
  options: WatchOptions,
  seen: SeenInterfaces,
): Promise<Result<null>> {
  const name = options.interface;
  const to = options.file === undefined || options.file === STANDARD ? '' : ` to ${options.file}`;
  if (isRunning) {
    const { engine, attachments, settings } = snapshot;
    const names = attachments.map((each) => each.interface).join(', ') || 'nothing yet';
    tell(`watching what Portcullis shows of ${name ?? names}${to}`);
    if (engine.recording) tell('it plays a recording: nothing of this is real');
    const { which, snapshotBytes } = settings.record;
    if (which !== 'all') tell(`its settings leave packets out (${which})`);
    if (options.file !== undefined) tell(`its settings keep ${snapshotBytes} bytes of each packet`);
  } else if (name !== undefined) {
    client.on('attachments', createAttachmentTeller());
    const set = await client.call('updateSettings', settingsFor(options));
    if (!set.ok) return set;
    const attached = await client.call('attach', { interface: name });
    if (!attached.ok) return attached;
    const { mode, whyGeneric, ifindex } = attached.value;
    seen.name(ifindex, name);
    tell(`watching ${name} in ${mode} mode${whyGeneric ? ` (${whyGeneric})` : ''}${to}`);
    tell('no rules are applied; everything passes');
  }
  return client.call('watchPackets');
}

/** Of an engine of our own, which keeps none of them. */
function settingsFor({ file, filter, snapshotBytes = MAX_SNAPSHOT_BYTES }: WatchOptions) {
  const isFile = file !== undefined;
  const needsBytes = filter !== undefined && asksBytes(filter);
  return {
    record: { which: 'all' as const, snapshotBytes: isFile || needsBytes ? snapshotBytes : 0 },
    ...(isFile ? { eventBudgetPerCpu: RECORDS_TO_A_FILE } : {}),
  };
}

/** Says when the interface goes away, and when it is back. */
function createAttachmentTeller(): (attachments: readonly Attachment[]) => void {
  let wasGone = false;
  return ([attachment]) => {
    if (!attachment) return;
    const isGone = attachment.state === 'gone';
    if (isGone && !wasGone) tell(`${attachment.interface} is gone; waiting for it to come back`);
    if (!isGone && wasGone) tell(`${attachment.interface} is back`);
    wasGone = isGone;
  };
}

/** `12 packets; none lost`. */
export function summaryText(taken: number, accounting: Accounting): string {
  const { sampledOut, lostRing, lostEngine, lostLink } = accounting;
  const parts = [
    [sampledOut, 'sampled out'],
    [lostRing, 'lost in the ring'],
    [lostEngine, 'lost in the engine'],
    [lostLink, 'lost because the output was read too slowly'],
  ] as const;
  const losses = parts.filter(([packets]) => packets > 0).map(([n, what]) => `${n} ${what}`);
  const packets = taken === 1 ? '1 packet' : `${taken} packets`;
  return `${packets}; ${losses.length > 0 ? losses.join(', ') : 'none lost'}`;
}

/** Standard error, so that standard output holds packets and nothing else. */
function tell(text: string): void {
  process.stderr.write(`portcullis: ${printable(text)}\n`);
}
