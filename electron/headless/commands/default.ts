/** `portcullis default in|out pass|drop`: what becomes of packets that no rule decided. */
import {
  type DefaultVerdict,
  DIRECTIONS,
  type Direction,
} from '../../contract/language/statement.ts';
import { parseWords, UsageError } from '../usage-error.ts';
import { conclude } from './conclude.ts';
import { withEngine } from './engine-access.ts';
import { refuseMore } from './operands.ts';
import { createReport } from './report.ts';

export interface DefaultRequest {
  readonly direction: Direction;
  readonly verdict: DefaultVerdict;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readDefaultWords(words: readonly string[]): DefaultRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const [where, verdict, ...more] = positionals;
  const direction = DIRECTIONS.find((name) => name === where);
  if (!direction) throw new UsageError('Say the direction: default in, or default out.');
  if (verdict !== 'pass' && verdict !== 'drop') {
    throw new UsageError(`Say what becomes of packets: default ${direction} pass, or drop.`);
  }
  refuseMore(more);
  return { direction, verdict, ...values };
}

export async function setDefault(words: string[]): Promise<number> {
  const { direction, verdict, yes, json } = readDefaultWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: true }, async (access) => {
    const before = await access.client.call('snapshot');
    if (!before.ok) return report.fail(before.error);
    const set = await access.client.call('setDefault', { direction, verdict });
    if (!set.ok) return report.fail(set.error);
    return conclude(access, report, { yes, before: before.value }, () => ({
      value: { direction, verdict },
      text: `default ${direction} ${verdict}\n`,
    }));
  });
}
