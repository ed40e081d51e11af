import { COUNTED_PROTOCOLS } from '../../electron/contract/counted-protocol.ts';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { statementOf } from '../../electron/contract/rule.ts';
import type { Counters, PacketCount, RuleBookState } from '../../electron/contract/state.ts';
import { SecondsLog } from './seconds-log.ts';
import { shortStatement } from './statement-text.ts';

/** How far back the charts reach. */
export const LOG_SECONDS = 1800;
/** Counters further apart than this say nothing about the seconds between them, in milliseconds. */
const LONGEST_GAP_MS = 5000;
/** Rules with a history of their own; what further ones drop is added up. */
export const MAX_DROP_SOURCES = 48;

export const TRAFFIC_UNITS = ['packets', 'bits'] as const;
export type TrafficUnit = (typeof TRAFFIC_UNITS)[number];

/** What has dropped packets, and how it is called. */
export interface DropSource {
  /** Name of its column. */
  readonly column: string;
  readonly label: string;
}

/** Of what a rule dropped. */
export function ruleColumn(ruleId: string): string {
  return `rule ${ruleId}`;
}

const OTHER_RULES: DropSource = { column: 'other rules', label: 'other rules' };

/**
 * Half an hour by second, from the engine's exact counters. Columns are `pass`, `drop`, the counted
 * protocols, and what dropped: `rule ID`, `default in`, `default out`.
 */
export class TrafficLog {
  readonly #log = new SecondsLog(LOG_SECONDS);
  /** By column; rules that are gone stay until nothing of theirs is kept. */
  readonly #sources = new Map<string, DropSource & { readonly lastMs: number }>();
  #last: Counters | undefined;

  /** The second after the last whole one, since 1970. */
  get endSecond(): number {
    return this.#log.endSecond;
  }

  /** `book` says which rules drop. Counters that fall are those of another start, and begin anew. */
  add(counters: Counters, book: RuleBookState): void {
    const last = this.#last;
    this.#last = counters;
    if (!last || !follows(last, counters)) {
      this.#log.moveTo(counters.timeMs);
      return;
    }
    const { timeMs } = counters;
    const came = new Map<string, number>();
    const put = (column: string, after: PacketCount, before: PacketCount | undefined) => {
      for (const unit of ['packets', 'bytes'] as const) {
        const name = `${column} ${unit}`;
        const more = Math.max(0, after[unit] - (before?.[unit] ?? 0));
        came.set(name, (came.get(name) ?? 0) + more);
      }
    };
    put('pass', counters.total.pass, last.total.pass);
    put('drop', counters.total.drop, last.total.drop);
    for (const protocol of COUNTED_PROTOCOLS) {
      const [after, before] = [counters.byProtocol[protocol], last.byProtocol[protocol]];
      put(protocol, after.pass, before.pass);
      put(protocol, after.drop, before.drop);
    }
    for (const rule of [...book.rules, ...book.builtIn]) {
      const [after, before] = [counters.byRule[rule.id], last.byRule[rule.id]];
      if (!after || after.packets <= (before?.packets ?? 0)) continue;
      const statement = statementOf(rule);
      // A limit counts what it dropped.
      if (statement.verdict.kind !== 'drop' && statement.verdict.kind !== 'limit') continue;
      const label = rule.name || shortStatement(statement);
      put(this.#source({ column: ruleColumn(rule.id), label }, timeMs), after, before);
    }
    for (const direction of DIRECTIONS) {
      const [after, before] = [counters.byDefault[direction], last.byDefault[direction]];
      if (book.defaults[direction] !== 'drop' || after.packets <= before.packets) continue;
      const name = `default ${direction}`;
      put(this.#source({ column: name, label: name }, timeMs), after, before);
    }
    this.#log.add(last.timeMs, timeMs, came);
  }

  /** Per second from `from` up to, not including, `end`; `null` where nothing is known. */
  values(column: string, unit: TrafficUnit, from: number, end: number): (number | null)[] {
    if (unit === 'packets') return this.#log.values(`${column} packets`, from, end);
    return this.#log
      .values(`${column} bytes`, from, end)
      .map((bytes) => (bytes === null ? null : bytes * 8));
  }

  /** What dropped packets between two seconds, most first. */
  droppers(from: number, end: number): readonly DropSource[] {
    const sums = [...this.#sources.values()]
      .map((source) => ({ source, sum: this.#log.sum(`${source.column} packets`, from, end) }))
      .filter(({ sum }) => sum > 0);
    return sums.toSorted((a, b) => b.sum - a.sum).map(({ source }) => source);
  }

  /** Forgets everything. */
  clear(): void {
    this.#log.clear();
    this.#sources.clear();
    this.#last = undefined;
  }

  /** The column for what dropped something now: its own one as long as there is room. */
  #source(source: DropSource, nowMs: number): string {
    const isKnown = this.#sources.has(source.column);
    if (!isKnown && this.#sources.size >= MAX_DROP_SOURCES) this.#forgetQuiet(nowMs);
    const hasRoom = isKnown || this.#sources.size < MAX_DROP_SOURCES;
    const kept = hasRoom ? source : OTHER_RULES;
    this.#sources.set(kept.column, { ...kept, lastMs: nowMs });
    return kept.column;
  }

  /** Forgets what has dropped nothing for as long as is kept. */
  #forgetQuiet(nowMs: number): void {
    for (const { column, lastMs } of this.#sources.values()) {
      if (lastMs > nowMs - LOG_SECONDS * 1000) continue;
      this.#sources.delete(column);
      this.#log.remove(`${column} packets`);
      this.#log.remove(`${column} bytes`);
    }
  }
}

function follows(last: Counters, next: Counters): boolean {
  const spanMs = next.timeMs - last.timeMs;
  return (
    spanMs > 0 &&
    spanMs <= LONGEST_GAP_MS &&
    next.total.pass.packets >= last.total.pass.packets &&
    next.total.drop.packets >= last.total.drop.packets
  );
}
