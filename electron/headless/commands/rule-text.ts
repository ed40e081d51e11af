/** Rules as people and programs read them. */
import { builtInLoss, isBuiltInMissing } from '../../contract/built-in-text.ts';
import { printRuleLine } from '../../contract/language/print.ts';
import { DIRECTIONS } from '../../contract/language/statement.ts';
import type { Rule } from '../../contract/rule.ts';
import { lineOfRule } from '../../contract/rule-line.ts';
import type { RuleBookState, RuleCount, RuleFinding, Snapshot } from '../../contract/state.ts';
import { printable } from '../printable.ts';
import { countedText, countText } from './count-text.ts';
import { ruleName } from './rule-address.ts';
import { type Column, tableText } from './table.ts';
import { agoText, aheadText, stretchText } from './time-text.ts';

/** A rule with its number in the list; built-in ones have none. */
export function numberedRule(
  rule: Rule,
  { rules }: RuleBookState,
): Rule & { readonly number?: number } {
  const index = rules.findIndex(({ id }) => id === rule.id);
  return index < 0 ? rule : { number: index + 1, ...rule };
}

/** `off drop tcp dport 8080 # web`, fit for a terminal. */
export function ruleLineText(rule: Rule): string {
  return printable(printRuleLine(lineOfRule(rule)));
}

/** What `rule list --json` prints. */
export function rulesObject({ rules: book, counters }: Snapshot) {
  const { rules, builtIn, defaults, trial, findings, saved } = book;
  const counted = (rule: Rule) => ({
    ...numberedRule(rule, book),
    ...countOf(counters.byRule[rule.id]),
  });
  return {
    rules: rules.map(counted),
    builtIn: builtIn.map(counted),
    defaults: Object.fromEntries(
      DIRECTIONS.map((direction) => [
        direction,
        { verdict: defaults[direction], ...countOf(counters.byDefault[direction]) },
      ]),
    ),
    findings,
    saved,
    ...(trial ? { trial } : {}),
  };
}

const RULE_COLUMNS: readonly Column[] = [
  { heading: '#', align: 'right' },
  { heading: 'STATE' },
  { heading: 'RULE' },
  { heading: 'PACKETS', align: 'right' },
  { heading: 'LAST HIT' },
  { heading: 'ENDS' },
  { heading: 'ID' },
  { heading: 'NAME' },
];
const BUILT_IN_COLUMNS = RULE_COLUMNS.filter(
  ({ heading }) => heading !== '#' && heading !== 'ENDS',
);

/** What `rule list` prints. */
export function rulesText({ rules: book, counters }: Snapshot, nowMs: number): string {
  const { rules, builtIn, defaults, trial, findings } = book;
  const cells = (rule: Rule): readonly string[] => {
    const { packets, lastHitMs } = countOf(counters.byRule[rule.id]);
    return [
      rule.enabled ? 'on' : 'off',
      rule.text,
      countText(packets),
      lastHitMs === undefined ? '' : agoText(lastHitMs, nowMs),
      ...(rule.origin === 'built-in' ? [] : [endText(rule, nowMs)]),
      rule.id,
      rule.name ?? '',
    ];
  };
  const parts = [
    rules.length === 0
      ? 'There are no rules.\n'
      : tableText(
          RULE_COLUMNS,
          rules.map((rule, index) => [String(index + 1), ...cells(rule)]),
        ),
    ...(Object.values(defaults).includes('drop')
      ? [
          `Built in, in force while a default drops:\n${tableText(BUILT_IN_COLUMNS, builtIn.map(cells))}`,
        ]
      : []),
    DIRECTIONS.map((direction) => {
      const { packets } = countOf(counters.byDefault[direction]);
      return `default ${direction} ${defaults[direction]}: ${countedText(packets, 'packet')}\n`;
    }).join(''),
    findings.map((finding) => `${findingText(finding, book)}\n`).join(''),
    trial
      ? `On trial: ${printable(trial.what)}, taken back in ${stretchText(trial.endsAt - nowMs)} unless ` +
        'you keep it with: portcullis trial keep\n'
      : '',
  ];
  return parts.filter(Boolean).join('\n');
}

/** `Rule 3 can do nothing: rule 1 says the same.` */
export function findingText({ ruleId, kind, by }: RuleFinding, book: RuleBookState): string {
  const why = kind === 'duplicate' ? 'says the same' : 'decides before about all that it matches';
  return `Rule ${ruleName(book, ruleId)} can do nothing: rule ${ruleName(book, by)} ${why}.`;
}

/** `Warning: Without ARP ...`, of a built-in rule that is off while its default drops. */
export function lossText(rule: Rule, { defaults }: RuleBookState): string | undefined {
  if (rule.origin !== 'built-in' || !isBuiltInMissing(rule, defaults)) return undefined;
  return `Warning: ${builtInLoss(rule)}`;
}

function countOf(count: RuleCount | undefined): RuleCount {
  return count ?? { packets: 0, bytes: 0 };
}

function endText({ expiry, untilRestart }: Rule, nowMs: number): string {
  if (untilRestart) return 'at restart';
  return expiry === undefined ? '' : aheadText(expiry, nowMs);
}
