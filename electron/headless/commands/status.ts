/** `portcullis status`: what the engine does now. */

import { DIRECTIONS } from '../../contract/language/statement.ts';
import type { Snapshot } from '../../contract/state.ts';
import { printable } from '../printable.ts';
import { parseWords } from '../usage-error.ts';
import { countedText, countText } from './count-text.ts';
import { withEngine } from './engine-access.ts';
import { createReport } from './report.ts';
import { stretchText } from './time-text.ts';

export async function status(words: string[]): Promise<number> {
  const { values } = parseWords({
    args: words,
    options: { json: { type: 'boolean', default: false } },
  });
  const report = createReport(values.json);
  return withEngine(report, { orSaved: false }, async ({ client }) => {
    const snapshot = await client.call('snapshot');
    if (!snapshot.ok) return report.fail(snapshot.error);
    return report.succeed(statusObject(snapshot.value), statusText(snapshot.value, Date.now()));
  });
}

/** What `status --json` prints. */
export function statusObject(snapshot: Snapshot) {
  const { engine, attachments, counters, rules, lists, enforcing, notices } = snapshot;
  return {
    version: engine.version,
    host: engine.host,
    filtering: engine.unable === undefined,
    recording: engine.recording !== undefined,
    ...(engine.unable ? { unable: engine.unable } : {}),
    enforcing,
    attachments: attachments.map((attachment) => ({
      ...attachment,
      counters: counters.byInterface[attachment.interface],
    })),
    counters: counters.total,
    defaults: rules.defaults,
    rules: { total: rules.rules.length, enabled: enabledRules(snapshot), saved: rules.saved },
    ...(rules.trial ? { trial: rules.trial } : {}),
    lists: lists.map(({ name, state, prefixes }) => ({ name, state, prefixes })),
    notices,
  };
}

/** What `status` prints: one subject per line. */
export function statusText(snapshot: Snapshot, nowMs: number): string {
  const { engine, rules, lists, enforcing, notices } = snapshot;
  const { trial, defaults } = rules;
  const prefixes = lists.reduce((sum, list) => sum + list.prefixes.v4 + list.prefixes.v6, 0);
  const lines: (readonly [string, string])[] = [
    ['Portcullis', `${engine.version}, ${HOSTS[engine.host]}`],
    ...filteringLines(snapshot),
    ['Rules', `${countText(rules.rules.length)}, of which ${enabledRules(snapshot)} on`],
    ['Lists', `${countText(lists.length)} with ${countedText(prefixes, 'prefix', 'prefixes')}`],
    ['Default', DIRECTIONS.map((direction) => `${direction} ${defaults[direction]}`).join(', ')],
    ...(trial
      ? ([
          [
            'On trial',
            `${trial.what}, taken back in ${stretchText(trial.endsAt - nowMs)} unless you keep it with: ` +
              'portcullis trial keep',
          ],
        ] as const)
      : []),
    ...(enforcing
      ? []
      : ([['Panic', 'everything passes, until: portcullis panic --off']] as const)),
    // What is on trial is saved when it is kept.
    ...(rules.saved || trial
      ? []
      : ([['Unsaved', 'the rules are in force, but not on disk']] as const)),
    ...notices.map(({ message, remedy }) => ['Notice', `${message} ${remedy}`] as const),
  ];
  const width = Math.max(...lines.map(([subject]) => subject.length));
  return lines.map(([subject, text]) => `${subject.padEnd(width)}  ${printable(text)}\n`).join('');
}

const HOSTS: Readonly<Record<Snapshot['engine']['host'], string>> = {
  electron: 'in its own window',
  headless: 'in a terminal',
  test: 'in a test',
};

function filteringLines({
  engine,
  attachments,
  counters,
}: Snapshot): (readonly [string, string])[] {
  if (engine.recording) return [['Locked', 'a recording is played, and nothing is filtered']];
  if (engine.unable) return [['Idle', `${engine.unable.message} ${engine.unable.remedy}`]];
  if (attachments.length === 0) return [['Filtering', 'no interface']];
  return attachments.map((attachment) => {
    const name = attachment.interface;
    if (attachment.state === 'gone') return ['Waiting', `for ${name} to come back`];
    const { pass, drop } = counters.byInterface[name] ?? NOTHING;
    const ways = attachment.egress === 'none' ? 'only what comes in' : 'both directions';
    const counted = `${countText(pass.packets)} passed, ${countText(drop.packets)} dropped`;
    return ['Filtering', `${name}, ${attachment.mode} mode, ${ways}: ${counted}`];
  });
}

const NOTHING = { pass: { packets: 0 }, drop: { packets: 0 } };

function enabledRules({ rules }: Snapshot): number {
  return rules.rules.filter(({ enabled }) => enabled).length;
}
