/**
 * One generation of the rules in the kernel: the entry of every rule, and both directions' tables.
 *
 * A change of one rule that leaves every other's tables as they are is written in place, so that a
 * click is one or two map updates. Whatever is more gets a new generation, as packets would see the
 * change half made.
 */
import { DIRECTIONS, type Direction } from '../../contract/language/statement.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { BpfMap } from '../bpf/bpf-map.ts';
import type { DataPlane, MapSource } from '../bpf/data-plane.ts';
import { encodeRule, encodeU32, FEATURE, LAYOUTS, MAX_SLOTS } from '../bpf/layout.ts';
import { GENERATION_MAPS, type GenerationMap } from '../bpf/map-names.ts';
import type { MapSet } from '../bpf/map-set.ts';
import type {
  CompiledDirection,
  CompiledRuleset,
  ExactEntry,
} from '../compiler/compile-ruleset.ts';
import { isDestinationList } from '../compiler/exact.ts';
import type { RuleEntry } from '../compiler/rule-entry.ts';
import { REFERENCE_DROPS } from '../compiler/tables.ts';
import type { Defaults } from '../rules/rule-book.ts';
import { isAddressMap } from './address-table.ts';
import { type AddressHashes, DirectionTables } from './direction-tables.ts';
import { runSteps, type Step } from './steps.ts';

/** All that decides, ready for the kernel. */
export interface Compiled {
  readonly ruleset: CompiledRuleset;
  readonly defaults: Defaults;
}

export class RuleTables implements Disposable {
  readonly #generation: MapSet<GenerationMap>;
  readonly #directions: Readonly<Record<Direction, DirectionTables>>;
  #current: Compiled;

  private constructor(
    generation: MapSet<GenerationMap>,
    directions: Readonly<Record<Direction, DirectionTables>>,
    current: Compiled,
  ) {
    this.#generation = generation;
    this.#directions = directions;
    this.#current = current;
  }

  get current(): Compiled {
    return this.#current;
  }

  /** Fails with `kernel-refused`, mostly for lack of memory. */
  static async create(plane: DataPlane, compiled: Compiled): Promise<Result<RuleTables>> {
    using made = new DisposableStack();
    const generation = await plane.createMaps(GENERATION_MAPS);
    if (!generation.ok) return generation;
    made.use(generation.value);
    const { ruleset } = compiled;
    const written = await writeRules(generation.value.get('rules'), ruleset.ruleEntries);
    if (!written.ok) return written;
    const tables: DirectionTables[] = [];
    for (const direction of DIRECTIONS) {
      const features = featuresOf(compiled, direction);
      const direct = { ...ruleset[direction], exact: placedEntries(ruleset, direction) };
      const created = await DirectionTables.create(plane, direct, features);
      if (!created.ok) return created;
      tables.push(made.use(created.value));
    }
    made.move();
    const [incoming, outgoing] = tables as [DirectionTables, DirectionTables];
    return ok(new RuleTables(generation.value, { in: incoming, out: outgoing }, compiled));
  }

  /** The maps that a program of this direction needs. */
  mapsFor(direction: Direction): MapSource {
    return new Map([...this.#generation.entries(), ...this.#directions[direction].entries()]);
  }

  /** How programs of this direction find addresses in its tables. */
  hashesFor(direction: Direction): AddressHashes {
    return this.#directions[direction].hashes;
  }

  /** Whether the tables stay as they are for `wanted`, which has the same rules and defaults. */
  hasTablesOf(wanted: Compiled): boolean {
    return DIRECTIONS.every(
      (direction) =>
        hasSameProgram(this.#current.ruleset[direction], wanted.ruleset[direction]) &&
        this.#placeSteps(direction, wanted).references.length === 0,
    );
  }

  /** Changes the tables in place; `undefined` if that would show packets a mixture. */
  tryChange(wanted: Compiled): Result<null> | undefined {
    const steps = this.#stepsTo(wanted);
    if (!steps) return undefined;
    const changed = runSteps(steps);
    if (changed.ok) this.#current = wanted;
    return changed;
  }

  [Symbol.dispose](): void {
    this.#generation[Symbol.dispose]();
    for (const tables of Object.values(this.#directions)) tables[Symbol.dispose]();
  }

  #stepsTo(wanted: Compiled): Step[] | undefined {
    const old = this.#current;
    for (const direction of DIRECTIONS) {
      if (!hasSameProgram(old.ruleset[direction], wanted.ruleset[direction])) return undefined;
    }
    const entries = changedEntries(old.ruleset.ruleEntries, wanted.ruleset.ruleEntries);
    const places = DIRECTIONS.map((direction) => this.#placeSteps(direction, wanted));
    const references = places.flatMap((steps) => steps.references);
    const shortcuts = places.flatMap((steps) => steps.shortcuts);
    const policies = DIRECTIONS.map((direction) => this.#policyStep(direction, wanted));
    if (!references.every(({ hasRoom }) => hasRoom())) return undefined;
    const slots = new Set([
      ...entries.map(({ to }) => to.slot),
      ...references.map(({ slot }) => slot),
    ]);
    const changesDefault = DIRECTIONS.some((name) => old.defaults[name] !== wanted.defaults[name]);
    const rewritten = entries.flatMap(({ from, to }) => (from ? changedWords(from, to) : []));
    // An entry that is changed while its references are would be seen with the wrong ones, and one
    // of which several words change would be seen half changed.
    const isRewritten = rewritten.length > (references.length > 0 ? 0 : 1);
    if (slots.size > 1 || isRewritten || (changesDefault && slots.size > 0)) return undefined;
    return [
      // What is looked up: more before a reference comes, less after one is gone.
      ...policies.map(({ widen }) => widen),
      // What a reference says by itself, it says only while its rule says the same.
      ...shortcuts.filter(({ isNew }) => !isNew),
      ...entries.map((change) => this.#entryStep(change)),
      ...references.filter(({ isNew }) => isNew),
      ...references.filter(({ isNew }) => !isNew),
      ...shortcuts.filter(({ isNew }) => isNew),
      ...policies.map(({ settle }) => settle),
    ];
  }

  #entryStep({ from, to }: EntryChange): Step {
    const write = (entry: RuleEntry) =>
      this.#generation.get('rules').update(encodeU32(entry.slot), encodeRule(entry));
    return { run: () => write(to), undo: () => (from ? write(from) : ok(null)) };
  }

  /** What changes where rules are found by one exact value. */
  #placeSteps(direction: Direction, wanted: Compiled): PlaceSteps {
    const tables = this.#directions[direction];
    const before = entriesByPlace(this.#current, direction);
    const after = entriesByPlace(wanted, direction);
    const references: ReferenceStep[] = [];
    const shortcuts: ShortcutStep[] = [];
    for (const [place, entry] of after) {
      const old = before.get(place);
      if (old?.reference === entry.reference) continue;
      const change: Step = {
        run: () => tables.refer(entry),
        undo: () => (old ? tables.refer(old) : tables.unrefer(entry)),
      };
      if (old && ruleOf(old) === ruleOf(entry)) {
        shortcuts.push({ ...change, isNew: entry.reference !== ruleOf(entry) });
      } else {
        const hasRoom = () => tables.hasRoomFor(entry);
        references.push({ ...change, slot: slotOf(entry), isNew: true, hasRoom });
      }
    }
    for (const [place, entry] of before) {
      if (after.has(place)) continue;
      references.push({
        slot: slotOf(entry),
        isNew: false,
        hasRoom: () => true,
        run: () => tables.unrefer(entry),
        undo: () => tables.refer(entry),
      });
    }
    return { references, shortcuts };
  }

  #policyStep(direction: Direction, wanted: Compiled): { widen: Step; settle: Step } {
    const tables = this.#directions[direction];
    const old = featuresOf(this.#current, direction);
    const final = featuresOf(wanted, direction);
    const wide = old | (final & LOOKUPS);
    const step = (to: number, from: number): Step => ({
      run: () => (to === from ? ok(null) : tables.setFeatures(to)),
      undo: () => (to === from ? ok(null) : tables.setFeatures(from)),
    });
    return { widen: step(wide, old), settle: step(final, wide) };
  }
}

/** Features that only add a look into a map. */
const LOOKUPS =
  FEATURE.remoteV4 |
  FEATURE.remoteV6 |
  FEATURE.ports |
  FEATURE.protocols |
  FEATURE.sourceLists |
  FEATURE.destinationLists;

function featuresOf({ ruleset, defaults }: Compiled, direction: Direction): number {
  const { exact, asksTransport, asksFlags, hasRules } = ruleset[direction];
  let features = asksTransport ? FEATURE.asksTransport : 0;
  if (defaults[direction] === 'drop') features |= FEATURE.defaultDrop;
  if (asksFlags) features |= FEATURE.asksFlags;
  if (hasRules) features |= FEATURE.hasRules;
  for (const entry of exact) features |= lookupOf(entry);
  return features;
}

/** The feature that makes the kernel look where the entry stands. */
function lookupOf({ map, key }: ExactEntry): number {
  switch (map) {
    case 'remote_v4_rules':
      return FEATURE.remoteV4;
    case 'remote_v6_rules':
      return FEATURE.remoteV6;
    case 'port_rules':
      return FEATURE.ports;
    case 'protocol_rules':
      return FEATURE.protocols;
    case 'list_rules':
      return isDestinationList(key) ? FEATURE.destinationLists : FEATURE.sourceLists;
  }
}

/** Whether a program loaded for the one has the right constants and tables for the other. */
function hasSameProgram(a: CompiledDirection, b: CompiledDirection): boolean {
  return (
    a.vectors?.fingerprint === b.vectors?.fingerprint &&
    a.asksFlows === b.asksFlows &&
    a.asksLists === b.asksLists
  );
}

interface EntryChange {
  readonly from: RuleEntry | undefined;
  readonly to: RuleEntry;
}

/** Where a rule stays, and what its reference says of it does not. */
interface ShortcutStep extends Step {
  readonly isNew: boolean;
}

interface PlaceSteps {
  readonly references: readonly ReferenceStep[];
  readonly shortcuts: readonly ShortcutStep[];
}

interface ReferenceStep extends Step {
  readonly slot: number;
  readonly isNew: boolean;
  /** Whether there is a place for it; if so, that is kept free. */
  hasRoom(): boolean;
}

/** Entries that nothing refers to any more may stay as they are. */
function changedEntries(before: readonly RuleEntry[], after: readonly RuleEntry[]): EntryChange[] {
  const old = new Map(before.map((entry) => [entry.slot, entry]));
  return after
    .map((to) => ({ from: old.get(to.slot), to }))
    .filter(({ from, to }) => !from || changedWords(from, to).length > 0);
}

/** Indexes of the words, each of which changes in one store, that differ. */
function changedWords(from: RuleEntry, to: RuleEntry): number[] {
  const [before, after] = [from, to].map((entry) => new BigUint64Array(encodeRule(entry).buffer));
  return [...(before?.keys() ?? [])].filter((index) => before?.[index] !== after?.[index]);
}

function placeOf({ map, key }: ExactEntry): string {
  return `${map} ${Buffer.from(key).toString('hex')}`;
}

/** The reference without what it says of its rule. */
function ruleOf({ reference }: ExactEntry): number {
  return (reference & ~REFERENCE_DROPS) >>> 0;
}

function slotOf(entry: ExactEntry): number {
  return ruleOf(entry) & 0xffff;
}

function entriesByPlace({ ruleset }: Compiled, direction: Direction): Map<string, ExactEntry> {
  return new Map(placedEntries(ruleset, direction).map((entry) => [placeOf(entry), entry]));
}

/** As they stand in the tables: where a rule drops and has no end, references to it say so. */
function placedEntries(ruleset: CompiledRuleset, direction: Direction): ExactEntry[] {
  const dropping = new Set(
    ruleset.ruleEntries
      .filter(({ action, expiresBootNs }) => action === 'drop' && expiresBootNs === 0n)
      .map(({ slot }) => slot),
  );
  return ruleset[direction].exact.map((entry) =>
    isAddressMap(entry.map) && dropping.has(slotOf(entry))
      ? { ...entry, reference: (entry.reference | REFERENCE_DROPS) >>> 0 }
      : entry,
  );
}

function writeRules(map: BpfMap, entries: readonly RuleEntry[]): Promise<Result<null>> {
  const { size } = LAYOUTS.rule;
  const values = new Uint8Array(size * MAX_SLOTS);
  for (const entry of entries) values.set(encodeRule(entry), entry.slot * size);
  const count = 1 + Math.max(-1, ...entries.map(({ slot }) => slot));
  return map.updateFirst(values.subarray(0, count * size), count);
}
