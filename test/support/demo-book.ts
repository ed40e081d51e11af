/** The rules of an engine without a kernel: everything a client may do with them. */
import type { ApiHandlers } from '../../electron/contract/api.ts';
import {
  parseRuleFile,
  parseRuleLine,
  parseStatement,
} from '../../electron/contract/language/parse.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import { traitsOfRecord } from '../../electron/contract/language/traits.ts';
import { PacketRecord } from '../../electron/contract/packet-record.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import type { RuleBookState, Snapshot, Trial } from '../../electron/contract/state.ts';
import { demoExplain } from './demo-decide.ts';
import { describedPacket } from './demo-packet-text.ts';
import { demoRule, expiryIn, ruleOfLine } from './demo-rule.ts';

/** How long a change is on trial, in milliseconds. */
export const DEMO_TRIAL_MS = 15_000;

export const DEMO_BUILT_IN: readonly Rule[] = [
  builtIn('malformed', 'drop both malformed', 'Packets that cannot be parsed', false),
  builtIn('arp', 'pass both arp', 'ARP'),
  builtIn('neighbours', 'pass both icmpv6 type 133-137', 'IPv6 neighbour discovery'),
  builtIn('dhcp-in', 'pass in udp sport 67 dport 68', 'DHCP answers'),
  builtIn('icmp-errors', 'pass both icmp type 3, 11, 12', 'ICMP errors'),
  builtIn('replies', 'pass both established', 'Replies to known flows'),
];

export const DEMO_BOOK: RuleBookState = {
  revision: 41,
  rules: [],
  defaults: { in: 'pass', out: 'pass' },
  builtIn: DEMO_BUILT_IN,
  findings: [],
  saved: true,
  slots: [],
};

type RuleHandlers = Pick<
  ApiHandlers,
  | 'addRule'
  | 'updateRule'
  | 'moveRule'
  | 'removeRule'
  | 'importRules'
  | 'setDefault'
  | 'confirmTrial'
  | 'revertTrial'
  | 'explain'
>;

interface DemoBookParts {
  readonly state: () => Snapshot;
  readonly patch: (slices: Partial<Snapshot>) => void;
  readonly delay: () => Promise<void>;
}

export interface DemoBook {
  readonly handlers: RuleHandlers;
  setRules(rules: readonly Rule[]): void;
  slotOf(rule: Rule): number;
  /** Ends what is over by now: rules and a trial. */
  expire(): void;
}

export function createDemoBook({ state, patch, delay }: DemoBookParts): DemoBook {
  const slots = new Map<string, number>();
  /** What a trial goes back to. */
  let before: Pick<RuleBookState, 'rules' | 'defaults'> | undefined;

  function change(part: Partial<RuleBookState>, trial?: Trial): void {
    const { trial: _, ...book } = { ...state().rules, ...part };
    for (const rule of [...book.rules, ...book.builtIn]) {
      if (!slots.has(rule.id)) slots.set(rule.id, slots.size);
    }
    const known = new Map(book.slots.map((each) => [each.ruleId, each]));
    for (const { id, text } of [...book.rules, ...book.builtIn]) {
      known.set(id, { slot: slots.get(id) ?? 0, generation: 0, ruleId: id, text });
    }
    const kept = trial ?? (part.defaults || part.rules ? undefined : state().rules.trial);
    patch({
      rules: {
        ...book,
        revision: book.revision + 1,
        slots: [...known.values()],
        findings: findingsIn(book.rules),
        ...(kept ? { trial: kept } : {}),
      },
    });
  }

  /** With a trial the change is taken back by itself. One that runs goes on with more in it. */
  function commit(part: Partial<RuleBookState>, what: string, tried: boolean): void {
    const running = state().rules.trial;
    if (!tried && !running) {
      before = undefined;
      change(part);
      return;
    }
    before ??= state().rules;
    change(part, running ?? { what, endsAt: Date.now() + DEMO_TRIAL_MS });
  }

  function revert(): void {
    if (!before) return;
    const { rules, defaults } = before;
    before = undefined;
    change({ rules, defaults });
  }

  function setRules(rules: readonly Rule[]): void {
    change({ rules }, state().rules.trial);
  }

  function find(id: string): Result<Rule> {
    const { rules, builtIn } = state().rules;
    const rule = [...rules, ...builtIn].find((each) => each.id === id);
    return rule ? ok(rule) : fail('unknown-rule', 'This rule is gone.', 'Look at the list again.');
  }

  function insert(rule: Rule, place: string | null | undefined): readonly Rule[] {
    const rules = state().rules.rules.filter(({ id }) => id !== rule.id);
    if (place === 'first') return [rule, ...rules];
    const index = rules.findIndex(({ id }) => id === place);
    return index < 0 ? [...rules, rule] : rules.toSpliced(index, 0, rule);
  }

  const handlers: RuleHandlers = {
    addRule: async ({ line, before: place, origin, lifetimeSeconds, trial }) => {
      await delay();
      const parsed = parseRuleLine(line);
      if (!parsed.ok) return parsed;
      const text = printStatement(parsed.value);
      if (state().rules.rules.some((rule) => rule.text === text)) {
        return fail('duplicate-rule', `There is a rule "${text}" already.`, 'Switch that one on.');
      }
      const rule = ruleOfLine(parsed.value, {
        origin: origin ?? 'typed',
        ...expiryIn(lifetimeSeconds),
      });
      commit({ rules: insert(rule, place) }, text, trial);
      return ok(rule);
    },
    updateRule: async ({ id, enabled, text, name, lifetimeSeconds, untilRestart: ends, trial }) => {
      await delay();
      const found = find(id);
      if (!found.ok) return found;
      const parsed = parseStatement(text ?? found.value.text);
      if (!parsed.ok) return parsed;
      const { expiry, untilRestart, name: oldName, ...rest } = found.value;
      const newName = name ?? oldName;
      const changed: Rule = {
        ...rest,
        enabled: enabled ?? rest.enabled,
        text: printStatement(parsed.value),
        ...(newName ? { name: newName } : {}),
        ...(lifetimeSeconds === undefined && expiry !== undefined && !ends ? { expiry } : {}),
        ...(lifetimeSeconds === undefined && untilRestart ? { untilRestart } : {}),
        ...(ends ? { untilRestart: true as const } : expiryIn(lifetimeSeconds)),
      };
      const swap = (rule: Rule) => (rule.id === id ? changed : rule);
      const { rules, builtIn } = state().rules;
      commit({ rules: rules.map(swap), builtIn: builtIn.map(swap) }, changed.text, trial);
      return ok(changed);
    },
    moveRule: async ({ id, before: place }) => {
      await delay();
      const found = find(id);
      if (found.ok) setRules(insert(found.value, place));
      return found;
    },
    removeRule: async ({ id }) => {
      await delay();
      const found = find(id);
      if (found.ok) setRules(state().rules.rules.filter((rule) => rule.id !== id));
      return found;
    },
    importRules: async ({ file, replace, trial }) => {
      await delay();
      const { file: read, errors } = parseRuleFile(file);
      const [error] = errors;
      if (error) {
        return fail('bad-rule', `Line ${error.line}: ${error.message}`, 'Mend it, and try again.');
      }
      const old = state().rules;
      const added = read.rules.map((line) => ruleOfLine(line, { origin: 'import' }));
      const defaults = { ...old.defaults, ...read.defaults };
      const rules = replace ? added : [...old.rules, ...added];
      const drops = Object.values(read.defaults).includes('drop');
      commit({ rules, defaults }, `import of ${added.length} rules`, trial || drops);
      return ok({ added: added.length, removed: replace ? old.rules.length : 0 });
    },
    setDefault: async ({ direction, verdict }) => {
      await delay();
      const defaults = { ...state().rules.defaults, [direction]: verdict };
      commit({ defaults }, `default ${direction} ${verdict}`, verdict === 'drop');
      return ok(null);
    },
    confirmTrial: async () => {
      await delay();
      if (!before) return fail('no-trial', 'Nothing is on trial.', 'Nothing is to be done.');
      before = undefined;
      change({ defaults: state().rules.defaults });
      return ok(null);
    },
    revertTrial: async () => {
      await delay();
      if (!before) return fail('no-trial', 'Nothing is on trial.', 'Nothing is to be done.');
      revert();
      return ok(null);
    },
    explain: async ({ packet }) => {
      await delay();
      const described = describedPacket(packet);
      if (!described.ok) return described;
      const { text, bytes } = described.value;
      const traits = traitsOfRecord(new PacketRecord(bytes), 'enp5s0');
      const { direction } = traits;
      const lists = { source: [], destination: [] };
      return ok({
        packet: text,
        direction,
        lists,
        ...demoExplain(state().rules, direction, traits),
      });
    },
  };

  return {
    handlers,
    setRules,
    slotOf: (rule) => slots.get(rule.id) ?? 0,
    expire: () => {
      const now = Date.now();
      const { rules, trial } = state().rules;
      if (trial && trial.endsAt <= now) revert();
      const left = rules.filter(({ expiry }) => expiry === undefined || expiry > now);
      if (left.length < rules.length) setRules(left);
    },
  };
}

/** Rules that say what an earlier one says. */
function findingsIn(rules: readonly Rule[]): RuleBookState['findings'] {
  const first = new Map<string, Rule>();
  return rules.flatMap((rule) => {
    const by = first.get(rule.text);
    if (by) return [{ ruleId: rule.id, kind: 'duplicate' as const, by: by.id }];
    first.set(rule.text, rule);
    return [];
  });
}

function builtIn(name: string, text: string, title: string, enabled = true): Rule {
  return demoRule(`built-in-${name}`, text, {
    enabled,
    name: title,
    origin: 'built-in',
    createdAt: 0,
  });
}
