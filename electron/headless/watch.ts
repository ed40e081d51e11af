/** `portcullis watch`: prints packets as they arrive, with an engine of its own that has no rules. */
import { type Accounting, NO_PACKETS } from '../contract/accounting.ts';
import type { Session } from '../contract/api.ts';
import type { Failure } from '../contract/failure.ts';
import { readBatch } from '../contract/packet-batch.ts';
import { PacketRecord } from '../contract/packet-record.ts';
import { ok } from '../contract/result.ts';
import type { Attachment } from '../contract/state.ts';
import { createLineOutput, type LineOutput } from './line-output.ts';
import {
  createColumnFormat,
  type FormatLine,
  formatJson,
  type LineContext,
} from './packet-lines.ts';
import { printFailure } from './print-failure.ts';
import { runEngine } from './run-engine.ts';
import { startWithRights } from './start-with-rights.ts';
import { parseCount, parseWords, UsageError } from './usage-error.ts';

/** A reader of our output that is this far behind loses packets, which are counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

interface WatchOptions {
  readonly interface: string;
  readonly json: boolean;
  readonly count: number | undefined;
}

export async function watch(words: string[]): Promise<number> {
  const options = readOptions(words);
  const status = await startWithRights('watch', words);
  if (status !== undefined) return status;
  const engineOptions = { interfaces: [], playground: false, ephemeral: true };
  return runEngine(
    () => ok(engineOptions),
    async ({ engine, stopped }) => {
      using session = engine.openSession();
      return await watchInterface(session, options, stopped);
    },
  );
}

function readOptions(words: string[]): WatchOptions {
  const { values, positionals } = parseWords({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      count: { type: 'string' },
      'no-ask': { type: 'boolean' },
    },
  });
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError('Name the interface to watch.');
  if (more.length > 0) throw new UsageError('Only one interface can be watched at a time.');
  const count = parseCount('--count', values.count, 1, 1_000_000_000);
  return { interface: name, json: values.json, count };
}

async function watchInterface(
  session: Session,
  options: WatchOptions,
  stopped: Promise<void>,
): Promise<number> {
  const { handlers } = session;
  const snapshot = await handlers.snapshot({});
  if (!snapshot.ok) return printFailure(snapshot.error);
  const { engine } = snapshot.value;
  if (engine.unable) return printFailure(withoutWindow(engine.unable));

  let accounting = NO_PACKETS;
  const tellAttachments = createAttachmentTeller();
  session.onEvent((name, value) => {
    if (name === 'accounting') accounting = value as Accounting;
    if (name === 'attachments') tellAttachments(value as readonly Attachment[]);
  });
  const output = createLineOutput(process.stdout, MAX_WAITING_BYTES);
  const printer = createPrinter(output, options, {
    bootTimeMs: engine.bootTimeMs,
    interfaceName: () => options.interface,
  });
  session.onBatch(printer.print);

  const attached = await handlers.attach({ interface: options.interface });
  if (!attached.ok) return printFailure(attached.error);
  const { mode, whyGeneric } = attached.value;
  tell(`watching ${options.interface} in ${mode} mode${whyGeneric ? ` (${whyGeneric})` : ''}`);
  tell('no rules are applied; everything passes');
  const watching = await handlers.watchPackets({});
  if (!watching.ok) return printFailure(watching.error);

  await Promise.race([stopped, output.closed, printer.finished]);
  await handlers.unwatchPackets({});
  await output.flush();
  tell(summaryText(printer.printed(), accounting));
  return 0;
}

/** There is no window here to unlock it in. */
function withoutWindow(unable: Failure): Failure {
  if (unable.code !== 'missing-privileges') return unable;
  return { ...unable, remedy: 'Start it in a terminal, where sudo can ask for your password.' };
}

interface Printer {
  readonly print: (frame: Uint8Array) => boolean;
  printed(): number;
  /** Settles when as many packets as asked for are printed. */
  readonly finished: Promise<void>;
}

function createPrinter(
  output: LineOutput,
  { json, count = Number.POSITIVE_INFINITY }: WatchOptions,
  context: LineContext,
): Printer {
  const format: FormatLine = json ? formatJson : createColumnFormat();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  let printed = 0;

  function print(frame: Uint8Array): boolean {
    const batch = readBatch(frame);
    if (!batch) throw new Error('received a malformed packet batch');
    const record = new PacketRecord(batch.records);
    const records = Math.min(batch.count, count - printed);
    if (records === 0) return true;
    let text = '';
    for (let index = 0; index < records; index += 1) {
      text += `${format(record.at(index), context)}\n`;
    }
    if (!output.write(text)) return false;
    printed += records;
    if (printed >= count) finish();
    return true;
  }

  return { print, printed: () => printed, finished };
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
export function summaryText(printed: number, accounting: Accounting): string {
  const { sampledOut, lostRing, lostEngine, lostLink } = accounting;
  const parts = [
    [sampledOut, 'sampled out'],
    [lostRing, 'lost in the ring'],
    [lostEngine, 'lost in the engine'],
    [lostLink, 'lost because the output was read too slowly'],
  ] as const;
  const losses = parts.filter(([packets]) => packets > 0).map(([n, what]) => `${n} ${what}`);
  const packets = printed === 1 ? '1 packet' : `${printed} packets`;
  return `${packets}; ${losses.length > 0 ? losses.join(', ') : 'none lost'}`;
}

/** Standard error, so that standard output holds packets and nothing else. */
function tell(text: string): void {
  process.stderr.write(`portcullis: ${text}\n`);
}
