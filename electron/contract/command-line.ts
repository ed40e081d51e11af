/** What is done in the window, as a line for a terminal: it can be pasted into any POSIX shell. */
import type { MethodInput } from './api.ts';
import { formatDuration } from './duration.ts';
import { parseRuleLine } from './language/parse.ts';
import { printRuleLine } from './language/print.ts';
import type { ListSource } from './list.ts';
import { assertUnreachable } from './result.ts';

const PROGRAM = 'portcullis';

/** Methods whose arguments say all that their command has to know. */
type PlainMethod =
  | 'attach'
  | 'detach'
  | 'addRule'
  | 'updateRule'
  | 'moveRule'
  | 'removeRule'
  | 'setDefault'
  | 'confirmTrial'
  | 'revertTrial'
  | 'explain'
  | 'addList'
  | 'refreshList'
  | 'updateList'
  | 'removeList'
  | 'startPlayground'
  | 'stopPlayground'
  | 'setEnforcing'
  | 'install'
  | 'uninstall'
  | 'diagnose';

/** A call of the API. An import goes by the name of its file, not by its content. */
export type CommandAction =
  | {
      readonly [M in PlainMethod]: { readonly method: M; readonly args: MethodInput<M> };
    }[PlainMethod]
  | {
      readonly method: 'importRules';
      readonly fileName: string;
      readonly args: Pick<MethodInput<'importRules'>, 'replace' | 'trial'>;
    }
  | { readonly method: 'exportRules'; readonly fileName: string };

/** The command line that does the same as the action, quoted for a POSIX shell where it has to be. */
export function commandFor(action: CommandAction): string {
  const { verb, operands = [], options = [] } = phraseFor(action);
  // What could be taken for an option comes behind the end of the options.
  const isMarked = operands.some((operand) => operand.startsWith('-') && operand !== '-');
  const quoted = operands.map(quote);
  return [
    PROGRAM,
    verb,
    ...(isMarked ? [...options, '--', ...quoted] : [...quoted, ...options]),
  ].join(' ');
}

interface Phrase {
  readonly verb: string;
  readonly operands?: readonly string[];
  /** Quoted already. */
  readonly options?: readonly string[];
}

function phraseFor(action: CommandAction): Phrase {
  switch (action.method) {
    case 'attach':
    case 'detach':
      return { verb: action.method, operands: [action.args.interface] };
    case 'addRule':
      return addRulePhrase(action.args);
    case 'updateRule':
      return updateRulePhrase(action.args);
    case 'moveRule': {
      const { id, before } = action.args;
      return {
        verb: 'rule move',
        operands: before === null ? [id, 'last'] : [id, 'before', before],
      };
    }
    case 'removeRule':
      return { verb: 'rule remove', operands: [action.args.id] };
    case 'importRules': {
      const { replace, trial } = action.args;
      const options = [...flag('--replace', replace), ...flag('--try', trial)];
      return { verb: 'rule import', operands: [action.fileName], options };
    }
    case 'exportRules':
      return { verb: 'rule export', operands: [action.fileName] };
    case 'setDefault':
      return { verb: 'default', operands: [action.args.direction, action.args.verdict] };
    case 'confirmTrial':
      return { verb: 'trial keep' };
    case 'revertTrial':
      return { verb: 'trial revert' };
    case 'explain': {
      const { packet } = action.args;
      if ('text' in packet) return { verb: 'rule explain', operands: wordsOf(packet.text) };
      return { verb: 'rule explain', options: ['--record', quote(packet.record)] };
    }
    case 'addList': {
      const { name, source, refreshSeconds } = action.args;
      const operands = [name, sourceName(source)];
      return { verb: 'list add', operands, options: every(refreshSeconds) };
    }
    case 'updateList': {
      const { name, refreshSeconds } = action.args;
      return { verb: 'list edit', operands: [name], options: every(refreshSeconds) };
    }
    case 'refreshList':
      return { verb: 'list refresh', operands: [action.args.name] };
    case 'removeList':
      return { verb: 'list remove', operands: [action.args.name] };
    case 'startPlayground':
      return { verb: 'playground start' };
    case 'stopPlayground':
      return { verb: 'playground stop' };
    case 'setEnforcing':
      return { verb: 'panic', options: flag('--off', action.args.enforcing) };
    case 'install':
    case 'uninstall':
      return { verb: action.method };
    case 'diagnose':
      return { verb: 'doctor' };
    default:
      return assertUnreachable(action);
  }
}

function addRulePhrase({ line, before, ...rest }: MethodInput<'addRule'>): Phrase {
  const place = before === 'first' ? ['--first'] : ['--before', quote(before ?? '')];
  return {
    verb: 'rule add',
    operands: wordsOf(withLifetime(line, rest.lifetimeSeconds)),
    options: [...(before === undefined ? [] : place), ...flag('--try', rest.trial)],
  };
}

/** The line with another lifetime than its own, if there is to be one. */
function withLifetime(line: string, lifetimeSeconds: number | null | undefined): string {
  if (lifetimeSeconds === undefined) return line;
  const parsed = parseRuleLine(line);
  if (!parsed.ok) return line;
  const { lifetime: _own, ...rest } = parsed.value;
  const lifetime = lifetimeSeconds === null ? {} : { lifetime: { forSeconds: lifetimeSeconds } };
  return printRuleLine({ ...rest, ...lifetime });
}

function updateRulePhrase(change: MethodInput<'updateRule'>): Phrase {
  const { id, enabled, text, name, trial } = change;
  const life = lifetimeOption(change);
  const isSwitch = text === undefined && name === undefined && life.length === 0;
  if (isSwitch && enabled !== undefined && !trial) {
    return { verb: enabled ? 'rule enable' : 'rule disable', operands: [id] };
  }
  return {
    verb: 'rule edit',
    operands: [id, ...(text === undefined ? [] : wordsOf(text))],
    options: [
      ...(name === undefined ? [] : [`--name=${quote(name)}`]),
      ...life,
      ...flag('--on', enabled === true),
      ...flag('--off', enabled === false),
      ...flag('--try', trial),
    ],
  };
}

function lifetimeOption({ lifetimeSeconds, untilRestart }: MethodInput<'updateRule'>) {
  if (untilRestart) return ['--until-restart'];
  if (lifetimeSeconds === undefined) return [];
  return ['--for', lifetimeSeconds === null ? 'ever' : formatDuration(lifetimeSeconds)];
}

function every(refreshSeconds: number | null | undefined): readonly string[] {
  if (refreshSeconds === undefined) return [];
  return ['--every', refreshSeconds === null ? 'never' : formatDuration(refreshSeconds)];
}

function sourceName(source: ListSource): string {
  if ('url' in source) return source.url;
  return 'path' in source ? source.path : source.fileName;
}

function flag(name: string, isSet: boolean | undefined): readonly string[] {
  return isSet ? [name] : [];
}

/** Of the rules' language: one by one while the shell leaves them alone, else all in one pair of quotes. */
function wordsOf(text: string): readonly string[] {
  const words = text.trim().split(/ +/);
  const isPlain = words.every((word) => isPlainWord(word) && !word.startsWith('-'));
  return isPlain ? words : [text.trim()];
}

function isPlainWord(word: string): boolean {
  return /^[\w@+:,./-][\w@%+=:,./-]*$/.test(word);
}

/** For a POSIX shell (2.2.2): in single quotes everything stands for itself but the single quote. */
function quote(text: string): string {
  // A terminal obeys control characters that are pasted into it, in quotes or not.
  const printable = text.replace(/\p{Cc}/gu, '?');
  return isPlainWord(printable) ? printable : `'${printable.replaceAll("'", "'\\''")}'`;
}
