/**
 * Brings the kernel's maps from one set of entries to another, with as few writes as there are
 * differences. If one is refused, those already made are taken back.
 *
 * Order, so that no packet sees a reference to a rule that is not there: rules first, then the
 * features that make the data plane look, then the references; on the way out the reverse.
 */
import { ok, type Result } from '../../contract/result.ts';
import type { BpfMap } from '../bpf/bpf-map.ts';
import { encodeReference, encodeRule, encodeU32 } from '../bpf/layout.ts';
import { type Entry, featuresOf, type MatchMap } from './compile.ts';

/** Where entries go; the data plane's maps, by name. */
export type MapWriters = (name: 'rules' | MatchMap) => Pick<BpfMap, 'update' | 'delete'>;

interface Step {
  run(): Result<null>;
  undo(): void;
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
        for (const undone of begun.reverse()) undone.undo();
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
        if (!old) this.#unrefer(entry);
        else {
          this.#map('rules').update(encodeU32(old.slot), encodeRule(old.rule));
          this.#refer(old);
        }
      },
    };
  }

  #take(entry: Entry): Step {
    return { run: () => this.#unrefer(entry), undo: () => void this.#refer(entry) };
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
      undo: () => void (features === old ? ok(null) : this.#setFeatures(old)),
    };
  }
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
