/**
 * The whole decision about a packet, as plainly as it can be written. The kernel must agree with it
 * on every packet; replay and "explain" are it.
 */
import type { ExplanationStep } from '../explanation.ts';
import { IP_PROTOCOL } from '../packet-record.ts';
import type { Criterion } from './criterion.ts';
import { matches, whyMatch } from './evaluate.ts';
import type { DefaultVerdict, Direction, Statement } from './statement.ts';
import { bucketShape, type LimitBuckets, takeFromBucket } from './token-bucket.ts';
import type { PacketTraits } from './traits.ts';

export interface DecidingRule {
  readonly id: string;
  readonly enabled: boolean;
  /** Milliseconds since 1970. From then on the rule is stepped over. */
  readonly expiry?: number;
  readonly statement: Statement;
}

export interface DecidingRules {
  /** In their order, those built in included. */
  readonly rules: readonly DecidingRule[];
  readonly defaults: Readonly<Record<Direction, DefaultVerdict>>;
}

export interface DecisionTime {
  /** Milliseconds since 1970: says which rules have expired. */
  readonly nowMs: number;
  /** Nanoseconds of any clock that never goes back: fills the buckets. */
  readonly clockNs: bigint;
}

export interface Decision {
  readonly verdict: DefaultVerdict;
  /** Absent: no rule decided. */
  readonly ruleId?: string;
  /** Rules that matched and let the next ones decide: counts, and limits under their rate. */
  readonly counted: readonly string[];
}

/** Fields behind the IP header. More extension headers than are read could hide any of their values. */
const HIDEABLE: readonly Criterion['field'][] = [
  'protocol',
  'sport',
  'dport',
  'port',
  'flags',
  'icmp-type',
  'icmp-code',
];

/** What becomes of a packet. Takes from the buckets of the limits that it passes. */
export function decide(
  { rules, defaults }: DecidingRules,
  traits: PacketTraits,
  time: DecisionTime,
  buckets: LimitBuckets,
): Decision {
  const counted: string[] = [];
  for (const rule of rules) {
    if (reasonToSkip(rule, traits, time)) continue;
    if (!matches(rule.statement.match, traits)) continue;
    const verdict = verdictOf(rule, traits, time, buckets);
    if (verdict === 'pass' && isHidden(rules, traits)) break;
    if (verdict) return { verdict, ruleId: rule.id, counted };
    counted.push(rule.id);
  }
  return { verdict: isHidden(rules, traits) ? 'drop' : defaults[traits.direction], counted };
}

/** As {@link decide}, and what each rule up to the deciding one had to say. */
export function explainDecision(
  deciding: DecidingRules,
  traits: PacketTraits,
  time: DecisionTime,
  buckets: LimitBuckets,
): Decision & { readonly steps: readonly ExplanationStep[] } {
  const decision = decide(deciding, traits, time, buckets);
  const steps: ExplanationStep[] = [];
  for (const rule of deciding.rules) {
    steps.push(stepOf(rule, traits, time, decision));
    if (rule.id === decision.ruleId) break;
  }
  return { ...decision, steps };
}

function stepOf(
  rule: DecidingRule,
  traits: PacketTraits,
  time: DecisionTime,
  { ruleId }: Decision,
): ExplanationStep {
  const skipped = reasonToSkip(rule, traits, time);
  if (skipped) return { ruleId: rule.id, ...skipped };
  const { holds, why } = whyMatch(rule.statement.match, traits);
  if (rule.id !== ruleId) {
    return { ruleId: rule.id, outcome: holds ? 'steps-on' : 'no', why };
  }
  const isOver = rule.statement.verdict.kind === 'limit';
  return { ruleId, outcome: 'decides', why: isOver ? `${why}, and it is over the rate` : why };
}

function reasonToSkip(
  { enabled, expiry, statement: { direction } }: DecidingRule,
  traits: PacketTraits,
  { nowMs }: DecisionTime,
): Pick<ExplanationStep, 'outcome' | 'why'> | undefined {
  if (!enabled) return { outcome: 'off', why: 'switched off' };
  if (expiry !== undefined && expiry <= nowMs)
    return { outcome: 'expired', why: 'its time is over' };
  if (direction === 'both' || direction === traits.direction) return undefined;
  const why = direction === 'in' ? 'only for what comes in' : 'only for what goes out';
  return { outcome: 'other-direction', why };
}

/** `undefined`: the next rules decide. */
function verdictOf(
  { id, statement: { verdict } }: DecidingRule,
  { source }: PacketTraits,
  { clockNs }: DecisionTime,
  buckets: LimitBuckets,
): DefaultVerdict | undefined {
  switch (verdict.kind) {
    case 'count':
      return undefined;
    case 'limit': {
      const bucket = buckets.find(id, verdict.perSource ? source : undefined);
      const fullAt = takeFromBucket(bucketShape(verdict), bucket.fullAt, clockNs);
      if (fullAt === undefined) return 'drop';
      bucket.fullAt = fullAt;
      return undefined;
    }
    default:
      return verdict.kind;
  }
}

/** Whether a rule could be walked around, as the packet does not show what the rule asks for. */
function isHidden(rules: readonly DecidingRule[], traits: PacketTraits): boolean {
  const { direction, protocol, fragment, tcpFlags } = traits;
  const enabled = rules.filter(
    (rule) => rule.enabled && ['both', direction].includes(rule.statement.direction),
  );
  if (traits.tooManyTags) return enabled.length > 0;
  if (traits.tooManyExtensions) return enabled.some((rule) => asksAny(rule, HIDEABLE));
  const lacksFlags = protocol === IP_PROTOCOL.tcp && fragment === 'first' && tcpFlags === undefined;
  return lacksFlags && enabled.some((rule) => asksAny(rule, ['flags']));
}

function asksAny({ statement }: DecidingRule, fields: readonly Criterion['field'][]): boolean {
  return statement.match.some(({ field }) => fields.includes(field));
}
