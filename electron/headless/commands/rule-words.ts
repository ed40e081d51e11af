/** `portcullis rule ...`: what its words ask for. */
import { MAX_LIFETIME_SECONDS } from '../../contract/language/statement.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import { parseWords, UsageError } from '../usage-error.ts';
import { demand, refuseMore } from './operands.ts';
import type { RuleCommand, RuleEdit } from './rule-command.ts';
import { readTimeOption } from './time-option.ts';

export interface RuleRequest {
  readonly command: RuleCommand;
  readonly json: boolean;
  /** Keeps what is tried without a question. */
  readonly yes: boolean;
}

const JSON_OPTION = { json: { type: 'boolean', default: false } } as const;
const TRIAL_OPTIONS = {
  ...JSON_OPTION,
  try: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readRuleWords([what, ...words]: readonly string[]): RuleRequest {
  switch (what) {
    case 'list':
      return readList(words);
    case 'add':
      return readAdd(words);
    case 'remove':
      return readOne(words, (rule) => ({ do: 'remove', rule }));
    case 'enable':
    case 'disable':
      return readOne(words, (rule) => ({ do: 'switch', rule, enabled: what === 'enable' }));
    case 'edit':
      return readEdit(words);
    case 'move':
      return readMove(words);
    case 'import':
      return readImport(words);
    case 'export':
      return readExport(words);
    case 'explain':
      return readExplain(words);
    case undefined:
      throw new UsageError('Say what to do with the rules.');
    default:
      throw new UsageError(`There is no "rule ${what}".`);
  }
}

function readList(words: readonly string[]): RuleRequest {
  const { values } = parseWords({ args: [...words], options: JSON_OPTION });
  return { command: { do: 'list' }, json: values.json, yes: false };
}

function readAdd(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: {
      ...TRIAL_OPTIONS,
      before: { type: 'string' },
      first: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new UsageError('Say the rule: rule add drop tcp dport 8080');
  if (values.first && values.before !== undefined) {
    throw new UsageError('A rule is either --first or --before another one.');
  }
  const before = values.first ? 'first' : values.before;
  return {
    command: {
      do: 'add',
      line: positionals.join(' '),
      ...(before === undefined ? {} : { before }),
      trial: values.try,
    },
    json: values.json,
    yes: values.yes,
  };
}

function readOne(words: readonly string[], commandOf: (rule: string) => RuleCommand): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: JSON_OPTION,
  });
  const [rule, ...more] = positionals;
  refuseMore(more);
  return { command: commandOf(demand(rule, A_RULE)), json: values.json, yes: false };
}

const A_RULE = 'Name the rule by its number in the list or its id.';

function readEdit(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: {
      ...TRIAL_OPTIONS,
      name: { type: 'string' },
      for: { type: 'string' },
      'until-restart': { type: 'boolean', default: false },
      on: { type: 'boolean', default: false },
      off: { type: 'boolean', default: false },
    },
  });
  const [rule, ...line] = positionals;
  if (values.on && values.off) throw new UsageError('A rule is either --on or --off.');
  if (values.for !== undefined && values['until-restart']) {
    throw new UsageError('A rule ends either --for a time or --until-restart.');
  }
  const change: RuleEdit = {
    ...(line.length === 0 ? {} : { text: line.join(' ') }),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.for === undefined ? {} : { lifetimeSeconds: readTimeOption(LIFETIME, values.for) }),
    ...(values['until-restart'] ? { untilRestart: true as const } : {}),
    ...(values.on || values.off ? { enabled: values.on } : {}),
    trial: values.try,
  };
  if (Object.keys(change).length === 1) throw new UsageError('Say what to change about the rule.');
  return {
    command: { do: 'edit', rule: demand(rule, A_RULE), change },
    json: values.json,
    yes: values.yes,
  };
}

const LIFETIME = {
  option: '--for',
  examples: '90s, 15m, 6h or 7d',
  none: 'ever',
  minimumSeconds: 1,
  maximumSeconds: MAX_LIFETIME_SECONDS,
};

function readMove(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: JSON_OPTION,
  });
  const [rule, place, other, ...more] = positionals;
  refuseMore(more);
  const moved = demand(rule, A_RULE);
  const request = (before: string): RuleRequest => ({
    command: { do: 'move', rule: moved, before },
    json: values.json,
    yes: false,
  });
  if (place === 'before') return request(demand(other, 'Name the rule that it comes before.'));
  if ((place === 'first' || place === 'last') && other === undefined) return request(place);
  throw new UsageError('Say where to: before another rule, first or last.');
}

function readImport(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: { ...TRIAL_OPTIONS, replace: { type: 'boolean', default: false } },
  });
  const [file, ...more] = positionals;
  refuseMore(more);
  return {
    command: {
      do: 'import',
      file: demand(file, 'Name the file, or - for standard input.'),
      replace: values.replace,
      trial: values.try,
    },
    json: values.json,
    yes: values.yes,
  };
}

function readExport(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: JSON_OPTION,
  });
  const [file, ...more] = positionals;
  refuseMore(more);
  const command = { do: 'export', ...(file === undefined ? {} : { file }) } as const;
  return { command, json: values.json, yes: false };
}

function readExplain(words: readonly string[]): RuleRequest {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: { ...JSON_OPTION, record: { type: 'string' } },
  });
  const text = positionals.join(' ');
  if (values.record !== undefined && text !== '') {
    throw new UsageError('A packet is given in words or as a --record, not both.');
  }
  if (values.record === undefined && text === '') {
    throw new UsageError('Say the packet: rule explain in tcp src 192.0.2.9 dport 22');
  }
  const packet = values.record === undefined ? { text } : { record: readRecord(values.record) };
  return { command: { do: 'explain', packet }, json: values.json, yes: false };
}

function readRecord(text: string): string {
  const record = text.toLowerCase();
  if (/^([0-9a-f]{2}){1,128}$/.test(record)) return record;
  throw new UsageError(
    `--record takes the ${RECORD_BYTES} bytes of a packet record as ${RECORD_BYTES * 2} hexadecimal digits, not "${text}".`,
  );
}
