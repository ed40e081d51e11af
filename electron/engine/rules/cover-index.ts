/**
 * Finds the rules that may cover a statement without comparing it with all of them. What covers
 * `drop src 192.0.2.7 tcp` asks for 192.0.2.7 or a wider prefix, or for no address at all, so a rule
 * stands under each prefix that it asks for; without any, under its ports; and else among the rest,
 * which are always candidates. It may miss a rule, never invent one.
 */
import type { Criterion, Prefix } from '../../contract/language/criterion.ts';
import { prefixBytes } from '../../contract/language/prefix.ts';
import type { Statement } from '../../contract/language/statement.ts';

export class CoverIndex {
  readonly #byKey = new Map<string, number[]>();
  readonly #rest: number[] = [];
  /** Prefix lengths in use, which are few. */
  readonly #lengths = new Set<number>();

  /** `place` rises from call to call. */
  add(place: number, { match }: Statement): void {
    const keys = this.#keysOf(match);
    if (keys.length === 0) this.#rest.push(place);
    for (const key of keys) {
      const places = this.#byKey.get(key);
      if (places) places.push(place);
      else this.#byKey.set(key, [place]);
    }
  }

  /** Places of rules to compare with, in order. */
  candidates({ match }: Statement): number[] {
    const keys = match.flatMap((criterion) => {
      // Each of its values must be covered, so the rule stands at the first one as well.
      const [prefix] = prefixesOf(criterion);
      if (prefix) return this.#widerKeys(prefix);
      const [port] = portsOf(criterion) ?? [];
      return port === undefined ? [] : [portKey(port)];
    });
    const places = keys.flatMap((key) => this.#byKey.get(key) ?? []);
    return [...new Set([...places, ...this.#rest])].sort((a, b) => a - b);
  }

  #keysOf(match: readonly Criterion[]): string[] {
    for (const criterion of match) {
      const prefixes = prefixesOf(criterion);
      for (const { bits } of prefixes) this.#lengths.add(bits);
      if (prefixes.length > 0) return prefixes.map((prefix) => prefixKey(prefix, prefix.bits));
    }
    for (const criterion of match) {
      const ports = portsOf(criterion);
      if (ports) return ports.map(portKey);
    }
    return [];
  }

  #widerKeys(prefix: Prefix): string[] {
    const lengths = [...this.#lengths].filter((bits) => bits <= prefix.bits);
    return lengths.map((bits) => prefixKey(prefix, bits));
  }
}

function prefixesOf(criterion: Criterion): readonly Prefix[] {
  return 'prefixes' in criterion && !criterion.not ? criterion.prefixes : [];
}

/** Undefined unless each is one port by itself. */
function portsOf(criterion: Criterion): readonly number[] | undefined {
  if (criterion.not || !('ranges' in criterion)) return undefined;
  if (criterion.field !== 'dport' && criterion.field !== 'sport' && criterion.field !== 'port')
    return undefined;
  if (criterion.ranges.some(({ low, high }) => low !== high)) return undefined;
  return criterion.ranges.map(({ low }) => low);
}

function portKey(port: number): string {
  return `port ${port}`;
}

function prefixKey(prefix: Prefix, bits: number): string {
  const bytes = prefixBytes(prefix);
  const whole = bits >> 3;
  let key = `${bytes.length} ${bits}`;
  for (let index = 0; index < whole; index += 1) key += ` ${bytes[index]}`;
  const rest = bits & 7;
  return rest === 0 ? key : `${key} ${(bytes[whole] as number) & (0xff00 >> rest) & 0xff}`;
}

/** Fields of which nothing but the field itself says anything. */
const LONE_FIELDS: ReadonlySet<string> = new Set([
  'arp-op',
  'vlan',
  'icmp-type',
  'icmp-code',
  'length',
  'ttl',
  'sport',
  'dport',
]);

/**
 * A quick look, before a thorough one, whether one statement may cover another: the numbers that it
 * asks for must be asked for there as well, and the first one of there must be among them.
 */
export function mayCover(outer: Statement, inner: Statement): boolean {
  return outer.match.every((criterion) => {
    if (!('ranges' in criterion) || criterion.not || !LONE_FIELDS.has(criterion.field)) return true;
    return inner.match.some((other) => {
      if (other.field !== criterion.field || other.not || !('ranges' in other)) return false;
      const [first] = other.ranges;
      return (
        first && criterion.ranges.some(({ low, high }) => low <= first.low && first.high <= high)
      );
    });
  });
}
