/**
 * Labelled rules to the kernel's tables (bpf/include/rules.h, vectors.h). Pure: the same rules give
 * the same bytes, and the outcome can be sent from a worker.
 */
import { createHash } from 'node:crypto';
import type { Criterion, Match } from '../../contract/language/criterion.ts';
import { DIRECTIONS, type Direction, type Statement } from '../../contract/language/statement.ts';
import { ok, type Result } from '../../contract/result.ts';
import { type Rule, statementOf } from '../../contract/rule.ts';
import { matchBoxes } from './boxes.ts';
import type { CompileContext } from './criterion-sets.ts';
import { type ExactPlace, exactPlace } from './exact.ts';
import type { PlacedBox } from './placed-boxes.ts';
import { remembered } from './remembered.ts';
import { actionOf, type RuleEntry } from './rule-entry.ts';
import { MAX_POSITIONS, ruleReference } from './tables.ts';
import { compileVectors, tooManyBoxes, type VectorTables } from './vectors.ts';

/** A rule, and what the kernel calls it. */
export interface LabelledRule {
  readonly rule: Rule;
  readonly slot: number;
  readonly generation: number;
  readonly rank: number;
  /** CLOCK_BOOTTIME; 0n: never. */
  readonly deadlineNs: bigint;
}

export interface ExactEntry extends ExactPlace {
  /** `rule_reference` */
  readonly reference: number;
}

export interface CompiledVectors extends VectorTables {
  /** Equal ones mean equal tables. Stays the same while only verdicts, ranks, ends or switches change. */
  readonly fingerprint: string;
}

export interface CompiledDirection {
  readonly exact: readonly ExactEntry[];
  /** Undefined: no rule needs them. */
  readonly vectors: CompiledVectors | undefined;
  /** An enabled rule asks for what stands behind the IP header. */
  readonly asksTransport: boolean;
  /** An enabled rule asks for TCP flags. */
  readonly asksFlags: boolean;
  /** Any rule is enabled. */
  readonly hasRules: boolean;
  /** A rule, enabled or not, asks for known flows. */
  readonly asksFlows: boolean;
  /** A rule, enabled or not, asks for lists. */
  readonly asksLists: boolean;
}

export interface CompiledRuleset {
  /** Of every rule that a table refers to. */
  readonly ruleEntries: readonly RuleEntry[];
  readonly in: CompiledDirection;
  readonly out: CompiledDirection;
}

/** Criteria about what stands behind the IP header. */
const TRANSPORT_FIELDS: ReadonlySet<Criterion['field']> = new Set([
  'protocol',
  'sport',
  'dport',
  'port',
  'flags',
  'icmp-type',
  'icmp-code',
]);

const FLAG_FIELDS: ReadonlySet<Criterion['field']> = new Set(['flags']);
const FLOW_FIELDS: ReadonlySet<Criterion['field']> = new Set(['established']);

interface DirectedRule extends LabelledRule {
  readonly statement: Statement;
  readonly reference: number;
}

/**
 * `rules` are those in force, in the order of the list and with rising ranks, enabled or not. Fails
 * with `too-complex` if the kernel's tables have no room for them.
 */
export function compileRuleset(
  rules: readonly LabelledRule[],
  context: CompileContext,
): Result<CompiledRuleset> {
  const directed = rules.map((labelled) => ({
    ...labelled,
    statement: statementOf(labelled.rule),
    reference: ruleReference(labelled),
  }));
  const compile = (direction: Direction) =>
    compileDirection(
      directed.filter(({ statement }) => [direction, 'both'].includes(statement.direction)),
      direction,
      context,
    );
  const [incoming, outgoing] = DIRECTIONS.map(compile) as [Compiled, Compiled];
  if (!incoming.ok) return incoming;
  if (!outgoing.ok) return outgoing;
  const inUse = new Set([incoming.value, outgoing.value].flatMap(referencesOf));
  const ruleEntries = directed.filter(({ reference }) => inUse.has(reference)).map(entryOf);
  return ok({ ruleEntries, in: incoming.value, out: outgoing.value });
}

type Compiled = Result<CompiledDirection>;

function compileDirection(
  rules: readonly DirectedRule[],
  direction: Direction,
  context: CompileContext,
): Compiled {
  const { exact, others } = splitByPath(rules, direction, context);
  const placed: PlacedBox[] = [];
  const inVectors: DirectedRule[] = [];
  for (const rule of others) {
    const boxes = matchBoxes(rule.statement.match, direction, context);
    if (!boxes || placed.length + boxes.length > MAX_POSITIONS) return tooManyBoxes();
    if (boxes.length > 0) inVectors.push(rule);
    for (const box of boxes) placed.push({ reference: rule.reference, box });
  }
  const tables = placed.length > 0 ? compileVectors(placed) : ok(undefined);
  if (!tables.ok) return tables;
  const enabled = rules.filter(({ rule }) => rule.enabled);
  return ok({
    exact,
    vectors: tables.value && { ...tables.value, fingerprint: fingerprintOf(inVectors, context) },
    hasRules: enabled.length > 0,
    asksTransport: enabled.some(({ statement }) => asksAny(statement, TRANSPORT_FIELDS)),
    asksFlags: enabled.some(({ statement }) => asksAny(statement, FLAG_FIELDS)),
    asksFlows: rules.some(({ statement }) => asksAny(statement, FLOW_FIELDS)),
    asksLists: rules.some(({ statement }) => statement.match.some((each) => 'lists' in each)),
  });
}

interface Split {
  readonly exact: readonly ExactEntry[];
  /** Those to be found by vectors. */
  readonly others: readonly DirectedRule[];
}

/**
 * Which way a rule is found does not depend on which rules are enabled, so that switching one on or
 * off is one write: to a map of exact values, or to the entry of a rule that stays in the vectors.
 */
function splitByPath(
  rules: readonly DirectedRule[],
  direction: Direction,
  { lists }: CompileContext,
): Split {
  const split = splitWith(rules, direction, lists);
  // A packet's lists are looked up, and counted, once: where there are vectors, for them.
  return split.others.length === 0 ? split : splitWith(rules, direction, new Map());
}

function splitWith(
  rules: readonly DirectedRule[],
  direction: Direction,
  lists: CompileContext['lists'],
): Split {
  const taken = new Set<string>();
  const exact: ExactEntry[] = [];
  const others: DirectedRule[] = [];
  for (const labelled of rules) {
    const place = exactPlace(labelled.statement, direction, lists);
    const name = place && `${place.map} ${place.key}`;
    // A second rule with the same key decides while the first is off or has expired.
    if (!place || !name || taken.has(name)) {
      others.push(labelled);
      continue;
    }
    taken.add(name);
    if (labelled.rule.enabled) exact.push({ ...place, reference: labelled.reference });
  }
  return { exact, others };
}

const matchText = remembered((match: Match) => JSON.stringify(match));

/** Of all that the tables are made from; matches are canonical, and so are their names' meanings. */
function fingerprintOf(rules: readonly DirectedRule[], context: CompileContext): string {
  const meanings = new Map<string, number | undefined>();
  const texts = rules.map(({ statement: { match }, reference }) => {
    for (const criterion of match) {
      if ('lists' in criterion) {
        for (const name of criterion.lists) meanings.set(`list ${name}`, context.lists.get(name));
      } else if (criterion.field === 'interface') {
        for (const name of criterion.names) meanings.set(name, context.interfaces.get(name));
      }
    }
    return `${reference} ${matchText(match)}`;
  });
  texts.push(JSON.stringify([...meanings]));
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}

function asksAny({ match }: Statement, fields: ReadonlySet<Criterion['field']>): boolean {
  return match.some(({ field }) => fields.has(field));
}

function referencesOf({ exact, vectors }: CompiledDirection): number[] {
  return [...exact.map(({ reference }) => reference), ...(vectors?.positions ?? [])];
}

function entryOf({ rule, slot, generation, rank, deadlineNs, statement }: DirectedRule): RuleEntry {
  return {
    slot,
    generation,
    rank,
    expiresBootNs: deadlineNs,
    enabled: rule.enabled,
    ...actionOf(statement.verdict),
  };
}
