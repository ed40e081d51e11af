/** `portcullis replay`: a capture file through the rules once more, and which packets would flip. */
import { createReadStream } from 'node:fs';
import { connect } from '../contract/connect.ts';
import { DecidingRules } from '../contract/deciding-rules.ts';
import { DIRECTIONS, type Direction } from '../contract/language/statement.ts';
import { createMemoryTransportPair } from '../contract/memory-transport.ts';
import type { PacketBatch } from '../contract/packet-batch.ts';
import { packetObject } from '../contract/packet-object.ts';
import { PacketRecord } from '../contract/packet-record.ts';
import { REPLAY_PIECE_BYTES, type ReplayState, verdictBefore } from '../contract/replay.ts';
import { err, fail, ok, type Result } from '../contract/result.ts';
import { serve } from '../contract/serve.ts';
import { countedText } from './commands/count-text.ts';
import { connectRunning, type EngineAccess } from './commands/engine-access.ts';
import { createStreamOutput, type Output } from './output.ts';
import { createColumnFormat, type LineContext } from './packet-lines.ts';
import { printBug, printFailure } from './print-failure.ts';
import { printable } from './printable.ts';
import { runEngine } from './run-engine.ts';
import { startWithRights } from './start-with-rights.ts';
import { parseWords, UsageError } from './usage-error.ts';

const STANDARD = '-';
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const OUTPUT_PAUSE_MS = 20;

interface ReplayOptions {
  readonly file: string;
  readonly json: boolean;
  /** Only packets that fare otherwise than their file says. */
  readonly flips: boolean;
  readonly direction: Direction;
}

type Client = EngineAccess['client'];

export async function replay(words: string[]): Promise<number> {
  const options = readOptions(words);
  const running = await connectRunning();
  if (running.ok) {
    try {
      return await replayOn(running.value, options, NEVER);
    } finally {
      running.value.close();
    }
  }
  if (running.error.code !== 'not-running') return printFailure(running.error);
  const status = await startWithRights('replay', words);
  return status ?? replayHere(options);
}

function readOptions(words: string[]): ReplayOptions {
  const { values, positionals } = parseWords({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      flips: { type: 'boolean', default: false },
      direction: { type: 'string', default: 'in' },
      'no-ask': { type: 'boolean' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('Name the capture file to replay.');
  if (more.length > 0) throw new UsageError('Only one file can be replayed at a time.');
  const direction = DIRECTIONS.find((each) => each === values.direction);
  if (!direction) throw new UsageError('--direction is in or out.');
  return { file, json: values.json, flips: values.flips, direction };
}

/** With the saved rules, in an engine that filters nothing and keeps nobody from starting. */
function replayHere(options: ReplayOptions): Promise<number> {
  return runEngine(
    () => ok({ interfaces: [], playground: false, ephemeral: true, readsSaved: true }),
    async ({ engine, stopped }) => {
      const [host, end] = createMemoryTransportPair();
      serve(engine.openSession(), host, printBug);
      const client = connect(end);
      try {
        return await replayOn(client, options, stopped);
      } finally {
        client.close();
      }
    },
  );
}

/** Without an engine of ours a signal just ends the process. */
const NEVER = new Promise<void>(() => {});

/** `stopped` resolves when a signal asks for the end: the rest of the file is not read. */
async function replayOn(
  client: Client,
  options: ReplayOptions,
  stopped: Promise<void>,
): Promise<number> {
  const snapshot = await client.call('snapshot');
  if (!snapshot.ok) return printFailure(snapshot.error);
  const begun = await client.call('beginReplay', { direction: options.direction });
  if (!begun.ok) return printFailure(begun.error);
  const number = begun.value.replay;
  const output = createStreamOutput(process.stdout, MAX_WAITING_BYTES);
  const rules = new DecidingRules();
  rules.learn(snapshot.value.rules);
  let state = begun.value;
  const waiting: PacketBatch[] = [];
  client.onPackets((batch) => {
    // Valid during the call only, and the time of its packets comes with the answer.
    if (batch.stream === number) waiting.push(ownBatch(batch));
  });
  const print = createPrinter(options, rules, output, () => state);
  const failed = await feedFile(client, number, options.file, stopped, async (now) => {
    state = now;
    for (const batch of waiting.splice(0)) print(batch);
    return roomIn(output);
  });
  await client.call('endReplay', { replay: number });
  for (const batch of waiting.splice(0)) print(batch);
  await output.flush();
  process.stderr.write(`portcullis: ${summaryText(state)}\n`);
  return failed.ok ? 0 : printFailure(failed.error);
}

/** `went` is told how far it is after each piece, and answers false to end. */
async function feedFile(
  client: Client,
  number: number,
  file: string,
  stopped: Promise<void>,
  went: (state: ReplayState) => Promise<boolean>,
): Promise<Result<null>> {
  const stream =
    file === STANDARD
      ? process.stdin
      : createReadStream(file, { highWaterMark: REPLAY_PIECE_BYTES });
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
    stream.destroy();
  });
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Buffer;
      for (let start = 0; start < bytes.length; start += REPLAY_PIECE_BYTES) {
        const piece = bytes.subarray(start, start + REPLAY_PIECE_BYTES).toString('base64');
        const fed = await client.call('feedReplay', { replay: number, piece });
        if (!fed.ok) return fed;
        const hasRoom = await went(fed.value);
        if (fed.value.failed) return err(fed.value.failed);
        if (!hasRoom || isStopped) return ok(null);
      }
    }
  } catch (error) {
    if (isStopped) return ok(null);
    const name = file === STANDARD ? 'Standard input' : printable(file);
    const remedy = 'Check its name and permissions.';
    return fail('storage-failed', `${name} cannot be read.`, remedy, String(error));
  }
  const ended = await client.call('endReplay', { replay: number });
  if (!ended.ok) return ended;
  return ended.value.failed ? err(ended.value.failed) : ok(null);
}

function createPrinter(
  { json, flips }: ReplayOptions,
  rules: DecidingRules,
  output: Output,
  state: () => ReplayState,
): (batch: PacketBatch) => void {
  const columns = createColumnFormat();
  return ({ records, count }) => {
    const record = new PacketRecord(records);
    const { bootTimeMs, interfaces } = state();
    const names = new Map(interfaces.map(({ ifindex, name }) => [ifindex, name]));
    const context: LineContext = {
      bootTimeMs,
      interfaceName: (ifindex) => names.get(ifindex) ?? '',
      rule: (each) => rules.of(each),
    };
    let text = '';
    for (let index = 0; index < count; index += 1) {
      const was = verdictBefore(record.at(index));
      if (flips && !was) continue;
      text += json
        ? `${JSON.stringify(objectOf(record, context))}\n`
        : `${columns(record, context)}${was ? `  (was ${was})` : ''}\n`;
    }
    if (text !== '') output.write(text);
  };
}

/** Without an interface where the file names none. */
function objectOf(record: PacketRecord, { bootTimeMs, interfaceName, rule }: LineContext): object {
  const name = interfaceName(record.ifindex);
  const meaning = { bootTimeMs, interfaceName: name, rule: rule?.(record), isReplay: true };
  const packet = packetObject(record, meaning);
  return name === '' ? { ...packet, interface: undefined } : packet;
}

/** Waits for a reader that is behind. Answers false when it has left. */
async function roomIn(output: Output): Promise<boolean> {
  let isClosed = false;
  void output.closed.then(() => {
    isClosed = true;
  });
  await Promise.resolve();
  while (output.isBehind && !isClosed) {
    await new Promise((resolve) => setTimeout(resolve, OUTPUT_PAUSE_MS));
  }
  return !isClosed;
}

function ownBatch(batch: PacketBatch): PacketBatch {
  return { ...batch, records: batch.records.slice() };
}

/** `412 packets: 31 would be dropped, 30 flip; 2 were not run`. */
export function summaryText({ packets, dropped, flips, notRun }: ReplayState): string {
  const text = `${countedText(packets, 'packet')}: ${dropped} would be dropped, ${flips} flip`;
  return notRun === 0 ? text : `${text}; ${notRun} could not be run`;
}
