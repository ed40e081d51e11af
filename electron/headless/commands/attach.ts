/** `portcullis attach` and `portcullis detach`: which interfaces are filtered. */
import { ok } from '../../contract/result.ts';
import type { Attachment } from '../../contract/state.ts';
import type { Engine } from '../../engine/engine.ts';
import { printable } from '../printable.ts';
import { runEngine } from '../run-engine.ts';
import { startWithRights } from '../start-with-rights.ts';
import { showStatus } from '../status-line.ts';
import { parseWords } from '../usage-error.ts';
import { connectRunning, withEngine } from './engine-access.ts';
import { demand, refuseMore } from './operands.ts';
import { createReport, type Report } from './report.ts';

export interface InterfaceRequest {
  readonly interface: string;
  readonly json: boolean;
}

/** Throws a UsageError for words that ask for nothing there is. */
export function readInterfaceWords(words: readonly string[]): InterfaceRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, 'no-ask': { type: 'boolean' } },
  });
  const [name, ...more] = positionals;
  refuseMore(more);
  return { interface: demand(name, 'Name the interface.'), json: values.json };
}

/** In the engine that runs, or else in one of its own, which runs until it is told to stop. */
export async function attach(words: string[]): Promise<number> {
  const { interface: name, json } = readInterfaceWords(words);
  const report = createReport(json);
  const running = await connectRunning();
  if (!running.ok && running.error.code !== 'not-running') return report.fail(running.error);
  if (!running.ok) return attachHere(words, name, report);
  const client = running.value;
  try {
    const attached = await client.call('attach', { interface: name });
    if (!attached.ok) return report.fail(attached.error);
    return report.succeed(attached.value, `${attachmentText(attached.value)}\n`);
  } finally {
    client.close();
  }
}

export async function detach(words: string[]): Promise<number> {
  const { interface: name, json } = readInterfaceWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: false }, async ({ client }) => {
    const detached = await client.call('detach', { interface: name });
    if (!detached.ok) return report.fail(detached.error);
    return report.succeed({ interface: name }, `${printable(name)} is as it was before.\n`);
  });
}

async function attachHere(words: string[], name: string, report: Report): Promise<number> {
  const status = await startWithRights('attach', words);
  if (status !== undefined) return status;
  return runEngine(
    () => ok({ interfaces: [], playground: false }),
    ({ engine, stopped }) => filterUntil(stopped, engine, name, report),
  );
}

async function filterUntil(
  stopped: Promise<void>,
  engine: Engine,
  name: string,
  report: Report,
): Promise<number> {
  using session = engine.openSession();
  const snapshot = await session.handlers.snapshot({});
  if (!snapshot.ok) return report.fail(snapshot.error);
  const { unable } = snapshot.value.engine;
  if (unable) {
    const remedy = 'Start it in a terminal, where sudo can ask for your password.';
    return report.fail(unable.code === 'missing-privileges' ? { ...unable, remedy } : unable);
  }
  const attached = await session.handlers.attach({ interface: name });
  if (!attached.ok) return report.fail(attached.error);
  report.succeed(attached.value, `${attachmentText(attached.value)} Ctrl-C ends it.\n`);
  using _status = report.json ? undefined : showStatus(engine.openSession());
  await stopped;
  return 0;
}

/** `Filtering eth0 in native mode, in both directions.` */
export function attachmentText(attachment: Attachment): string {
  const { mode, whyGeneric, egress, whyNoEgress } = attachment;
  const reason = whyGeneric ? ` (${whyGeneric})` : '';
  const directions =
    egress === 'none' ? `only what comes in (${whyNoEgress ?? 'unknown'})` : 'in both directions';
  const name = attachment.interface;
  return printable(`Filtering ${name} in ${mode} mode${reason}, ${directions}.`);
}
