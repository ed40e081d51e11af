/**
 * Makes rules and lists real in the kernel. What can be written in place is; everything else becomes
 * a new generation of tables and programs, which takes the place of the old one in one step per
 * interface and direction.
 */
import { DIRECTIONS, type Direction } from '../../contract/language/statement.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { statementOf } from '../../contract/rule.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import type { ProgramConfig } from '../bpf/layout.ts';
import { type CompiledDirection, compileRuleset } from '../compiler/compile-ruleset.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import type { ParsedList } from '../lists/parsed-list.ts';
import { buildPrefixTables } from '../lists/prefix-tables.ts';
import { inSlices } from '../lists/slices.ts';
import type { EnforcedRuleset, Enforcer } from '../rules/enforcing.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { KernelHelpers } from './kernel-age.ts';
import { ListBits } from './list-bits.ts';
import { ListTables } from './list-tables.ts';
import type { LoadProgram, ProgramHolder, ProgramPlace, ProgramSource } from './program-source.ts';
import { type Compiled, RuleTables } from './rule-tables.ts';
import { SourceSweeper } from './source-sweeper.ts';

export interface KernelEnforcerOptions {
  readonly plane: DataPlane;
  readonly holder: ProgramHolder;
  readonly helpers: KernelHelpers;
  /** Only private instances move the clock. */
  readonly clockOffsetNs?: bigint;
  /** The programs' clock, where it is set and not moved. */
  readonly nowNs?: () => bigint;
}

const NO_RULES: EnforcedRuleset = { rules: [], defaults: { in: 'pass', out: 'pass' } };

/** What a generation of programs is made of. */
interface Generation {
  readonly rules: RuleTables;
  readonly lists: ListTables;
}

export class KernelEnforcer implements Enforcer, ProgramSource, Disposable {
  readonly #options: KernelEnforcerOptions;
  readonly #queue = new SerialQueue();
  readonly #interfaces = new Map<string, number>();
  readonly #listBits: ListBits;
  readonly #sweeper: SourceSweeper;
  #ruleset: EnforcedRuleset = NO_RULES;
  readonly #noLists: ListTables;
  #generation: Generation;

  private constructor(options: KernelEnforcerOptions, rules: RuleTables, noLists: ListTables) {
    this.#options = options;
    this.#noLists = noLists;
    this.#generation = { rules, lists: noLists };
    this.#listBits = new ListBits((bit) => options.plane.listCounters.clear(bit));
    const { plane, clockOffsetNs = 0n, nowNs = () => bootTimeNs() + clockOffsetNs } = options;
    this.#sweeper = new SourceSweeper(plane.sourceBuckets, nowNs);
  }

  /** With no rule in force. Fails with `kernel-refused`, mostly for lack of memory. */
  static async open(options: KernelEnforcerOptions): Promise<Result<KernelEnforcer>> {
    const compiled = compile(NO_RULES, new Map(), new Map());
    if (!compiled.ok) return compiled;
    const rules = await RuleTables.create(options.plane, compiled.value);
    if (!rules.ok) return rules;
    const lists = await ListTables.create(options.plane);
    if (lists.ok) return ok(new KernelEnforcer(options, rules.value, lists.value));
    rules.value[Symbol.dispose]();
    return lists;
  }

  /** The counter of each list. */
  get listBits(): ReadonlyMap<string, number> {
    return this.#listBits.all;
  }

  enforce(ruleset: EnforcedRuleset): Promise<Result<null>> {
    return this.#queue.run(() => this.#enforce(ruleset));
  }

  /** All lists that there are. Rules that name others find nothing in them. */
  enforceLists(lists: ReadonlyMap<string, ParsedList>): Promise<Result<null>> {
    return this.#queue.run(async () => {
      const bits = this.#listBits.with(lists.keys());
      const numbered = [...lists].map(([name, list]) => ({ bit: bits.get(name) ?? 0, list }));
      const tables = lists.size > 0 ? await inSlices(buildPrefixTables(numbered)) : undefined;
      const created = await ListTables.create(this.#options.plane, tables);
      if (!created.ok) return created;
      const compiled = this.#compile(this.#ruleset, bits);
      const installed = compiled.ok
        ? await this.#installLists(compiled.value, created.value)
        : compiled;
      if (installed.ok) this.#listBits.keep(bits);
      else created.value[Symbol.dispose]();
      return installed;
    });
  }

  readonly load: LoadProgram = (direction, place) => this.#load(this.#generation, direction, place);

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work);
  }

  async noteInterface(name: string, slot: number): Promise<Result<null>> {
    const known = this.#interfaces.get(name);
    if (known === slot) return ok(null);
    this.#interfaces.set(name, slot);
    if (!namesInterface(this.#ruleset, name)) return ok(null);
    const enforced = await this.#enforce(this.#ruleset);
    if (enforced.ok) return enforced;
    // Not known after all, or the next attempt would find nothing to do.
    if (known === undefined) this.#interfaces.delete(name);
    else this.#interfaces.set(name, known);
    return enforced;
  }

  [Symbol.dispose](): void {
    this.#sweeper[Symbol.dispose]();
    this.#generation.rules[Symbol.dispose]();
    const { lists } = this.#generation;
    if (lists !== this.#noLists) lists[Symbol.dispose]();
    this.#noLists[Symbol.dispose]();
  }

  async #enforce(ruleset: EnforcedRuleset): Promise<Result<null>> {
    const compiled = this.#compile(ruleset, this.#listBits.all);
    if (!compiled.ok) return compiled;
    const changed = this.#generation.rules.tryChange(compiled.value);
    if (changed) {
      if (changed.ok) this.#keep(ruleset, compiled.value);
      return changed;
    }
    return this.#install(ruleset, compiled.value, this.#generation.lists);
  }

  #compile(ruleset: EnforcedRuleset, lists: ReadonlyMap<string, number>): Result<Compiled> {
    const compiled = compile(ruleset, lists, this.#interfaces);
    if (!compiled.ok || this.#options.helpers.hasLoopHelper) return compiled;
    const fits = fitsWithoutLoop(compiled.value);
    return fits.ok ? compiled : fits;
  }

  #keep(ruleset: EnforcedRuleset, { ruleset: { ruleEntries } }: Compiled): void {
    this.#ruleset = ruleset;
    this.#sweeper.setNeeded(ruleEntries.some(({ action }) => action === 'limitPerSource'));
  }

  /** A new generation, with these lists. */
  async #install(
    ruleset: EnforcedRuleset,
    compiled: Compiled,
    lists: ListTables,
  ): Promise<Result<null>> {
    const { plane } = this.#options;
    if (asksFlows(compiled)) {
      const room = await plane.makeRoomForFlows();
      if (!room.ok) return room;
    }
    const rules = await RuleTables.create(plane, compiled);
    if (!rules.ok) return rules;
    const replaced = await this.#replaceBy({ rules: rules.value, lists }, DIRECTIONS);
    if (replaced.ok) this.#keep(ruleset, compiled);
    else rules.value[Symbol.dispose]();
    return replaced;
  }

  /** Other lists for the rules in force, `compiled` anew for them. */
  #installLists(compiled: Compiled, lists: ListTables): Promise<Result<null>> {
    const { rules } = this.#generation;
    if (!rules.hasTablesOf(compiled)) return this.#install(this.#ruleset, compiled, lists);
    const asking = DIRECTIONS.filter((direction) => compiled.ruleset[direction].asksLists);
    return this.#replaceBy({ rules, lists }, asking);
  }

  /** Frees what only the old generation had. If this fails, it stays. */
  async #replaceBy(next: Generation, directions: readonly Direction[]): Promise<Result<null>> {
    const replaced = await this.#options.holder.replacePrograms(
      (direction, place) => this.#load(next, direction, place),
      directions,
    );
    if (!replaced.ok) return replaced;
    const { rules, lists } = this.#generation;
    this.#generation = next;
    if (rules !== next.rules) rules[Symbol.dispose]();
    if (lists !== next.lists && lists !== this.#noLists) lists[Symbol.dispose]();
    return replaced;
  }

  #load({ rules, lists }: Generation, direction: Direction, place: ProgramPlace) {
    const { plane, helpers, clockOffsetNs = 0n } = this.#options;
    const { ruleset } = rules.current;
    const { vectors, asksFlows: marksFlows, asksLists } = ruleset[direction];
    // So that other lists need no other program where no rule asks for them.
    const { maps, lengthsV6 } = asksLists ? lists : this.#noLists;
    const config: ProgramConfig = {
      ...place,
      ...rules.hashesFor(direction),
      ...helpers,
      clockOffsetNs,
      marksFlows,
      notesFlows: ruleset[direction === 'in' ? 'out' : 'in'].asksFlows,
      listLengthsV6: lengthsV6,
      ...(vectors === undefined ? {} : { vectors }),
    };
    return plane.loadProgram(direction, config, new Map([...rules.mapsFor(direction), ...maps]));
  }
}

function compile(
  { rules, defaults }: EnforcedRuleset,
  lists: ReadonlyMap<string, number>,
  interfaces: ReadonlyMap<string, number>,
): Result<Compiled> {
  const ruleset = compileRuleset(rules, { lists, interfaces });
  return ruleset.ok ? ok({ ruleset: ruleset.value, defaults }) : ruleset;
}

function asksFlows({ ruleset }: Compiled): boolean {
  return ruleset.in.asksFlows || ruleset.out.asksFlows;
}

function namesInterface({ rules }: EnforcedRuleset, name: string): boolean {
  return rules.some(({ rule }) =>
    statementOf(rule).match.some(
      (criterion) => criterion.field === 'interface' && criterion.names.includes(name),
    ),
  );
}

/** MAX_STEPS_UNROLLED in bpf/lib/walk.h. */
const MAX_STEPS_WITHOUT_LOOP = 64;
const WORD_BITS = 64;

/** Without bpf_loop() a packet can step over so many rules, and empty words of vectors, and no more. */
function fitsWithoutLoop({ ruleset }: Compiled): Result<null> {
  const stepping = new Set(
    ruleset.ruleEntries
      .filter(({ action, expiresBootNs, enabled }) => {
        return !enabled || expiresBootNs !== 0n || (action !== 'drop' && action !== 'pass');
      })
      .map(({ slot }) => slot),
  );
  const steps = ({ vectors }: CompiledDirection) => {
    const positions = [...(vectors?.positions ?? [])];
    const words = Math.ceil(positions.length / WORD_BITS);
    return words + positions.filter((reference) => stepping.has(reference & 0xffff)).length;
  };
  if (Math.max(steps(ruleset.in), steps(ruleset.out)) <= MAX_STEPS_WITHOUT_LOOP) return ok(null);
  return fail(
    'too-complex',
    'This kernel is older than 5.17 and cannot step over so many rules that count, limit, end or are off.',
    'Use fewer such rules, or a newer kernel.',
  );
}
