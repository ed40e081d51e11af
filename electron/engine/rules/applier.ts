/**
 * Brings the kernel's maps from one set of entries to another, with as few writes as there are
 * differences. If one is refused, those already made are taken back.
 *
 * Order, so that no packet sees a reference to a rule that is not there: the features that make the
 * data plane look, then each rule before the reference to it; on the way out the reverse.
 */
import { ok, type Result } from '../../contract/result.ts';
import type { BpfMap } from '../bpf/bpf-map.ts';
import { encodeReference, encodeRule, encodeU32 } from '../bpf/layout.ts';
import { type Entry, featuresOf, type MatchMap } from './compile.ts';

/** Where entries go; the data plane's maps, by name. */
export type MapWriters = (name: 'rules' | MatchMap) => Pick<BpfMap, 'update' | 'delete'>;

interface Step {
  run(): Result<null>;
  /** The maps have room for what they held before, so this cannot be refused. */
  undo(): Result<unknown>;
}

export class RuleApplier {
  #map: MapWriters;
  #current = new Map<string, Entry>();
  #setFeatures: (features: number) => Result<null>;

  constructor(map: MapWriters, setFeatures: (features: number) => Result<null>) {
    this.#map = map;
    this.#setFeatures = setFeatures;
  }

  apply(entries: readonly Entry[]): Result<null> {
    const wanted = new Map(entries.map((entry) => [keyOf(entry), entry]));
    if (wanted.size !== entries.length) throw new Error('two rules with the same match');
    const steps = [
      ...entries
        .filter((entry) => !sameRule(this.#current.get(keyOf(entry)), entry))
        .map((e) => this.#put(e)),
      ...[...this.#current.values()]
        .filter((entry) => !wanted.has(keyOf(entry)))
        .map((e) => this.#take(e)),
    ];
    const before = featuresOf(this.#current.values());
    const after = featuresOf(entries);
    steps.unshift(this.#features(before | after, before));
    steps.push(this.#features(after, before | after));

    const begun: Step[] = [];
    for (const step of steps) {
      // A step of two writes may fail between them, so the failed one is undone as well.
      begun.push(step);
      const result = step.run();
      if (!result.ok) {
        for (const undone of begun.reverse()) mustSucceed(undone.undo());
        return result;
      }
    }
    this.#current = wanted;
    return ok(null);
  }

  #put(entry: Entry): Step {
    const old = this.#current.get(keyOf(entry));
    return {
      run: () => {
        const rule = this.#map('rules').update(encodeU32(entry.slot), encodeRule(entry.rule));
        if (!rule.ok) return rule;
        return this.#refer(entry);
      },
      undo: () => {
        if (!old) return this.#unrefer(entry);
        const rule = this.#map('rules').update(encodeU32(old.slot), encodeRule(old.rule));
        return rule.ok ? this.#refer(old) : rule;
      },
    };
  }

  #take(entry: Entry): Step {
    return { run: () => this.#unrefer(entry), undo: () => this.#refer(entry) };
  }

  #refer(entry: Entry): Result<null> {
    return this.#map(entry.map).update(entry.key, encodeReference(entry.slot, entry.generation));
  }

  #unrefer(entry: Entry): Result<null> {
    const map = this.#map(entry.map);
    const isArray = entry.map === 'port_rules' || entry.map === 'protocol_rules';
    return isArray ? map.update(entry.key, encodeU32(0)) : map.delete(entry.key);
  }

  #features(features: number, old: number): Step {
    return {
      run: () => (features === old ? ok(null) : this.#setFeatures(features)),
      undo: () => (features === old ? ok(null) : this.#setFeatures(old)),
    };
  }
}

/** A kernel that holds half of a change is worse than a crash, after which it holds nothing. */
function mustSucceed(undone: Result<unknown>): void {
  if (!undone.ok) throw new Error(`a refused change could not be undone: ${undone.error.message}`);
}

function keyOf(entry: Entry): string {
  return `${entry.map}:${Buffer.from(entry.key).toString('hex')}`;
}

function sameRule(a: Entry | undefined, b: Entry): boolean {
  return (
    a !== undefined &&
    a.slot === b.slot &&
    a.generation === b.generation &&
    a.rank === b.rank &&
    a.rule.verdict === b.rule.verdict &&
    a.rule.expiresBootNs === b.rule.expiresBootNs
  );
}
