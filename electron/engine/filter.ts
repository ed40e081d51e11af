/** All that needs the kernel's consent: maps, programs, rules in force, records on their way. */
import { release } from 'node:os';
import type { AcceptBatch } from '../contract/api.ts';
import { COUNTED_PROTOCOLS } from '../contract/counted-protocol.ts';
import { ok, type Result } from '../contract/result.ts';
import type { Settings } from '../contract/settings.ts';
import type { Counters } from '../contract/state.ts';
import { DataPlane } from './bpf/data-plane.ts';
import type { EgressKind } from './bpf/egress-link.ts';
import { isAskedFor } from './capture/asked-for.ts';
import { BudgetGovernor, type PumpLoad } from './capture/budget-governor.ts';
import { type RecordCounts, readCounters, readRecordCounts } from './capture/counter-reader.ts';
import { PacketPump } from './capture/packet-pump.ts';
import { PacketStream } from './capture/packet-stream.ts';
import { helpersOf } from './enforcement/kernel-age.ts';
import { KernelEnforcer } from './enforcement/kernel-enforcer.ts';
import type { Filtering } from './filtering.ts';
import type { ParsedList } from './lists/parsed-list.ts';
import { Attachments } from './network/attachments.ts';
import { RuleKeeper, type RuleKeeperOptions } from './rules/rule-keeper.ts';

export type RuleHooks = Omit<RuleKeeperOptions, 'enforcer' | 'clearCounters'>;

export interface FilterOptions {
  readonly resourcesDirectory: string;
  readonly settings: Settings;
  /** Only this way for outgoing packets, whatever the kernel has. For tests. */
  readonly egressKind?: EgressKind | undefined;
}

export class Filter implements Filtering {
  readonly plane: DataPlane;
  readonly attachments: Attachments;
  readonly enforcer: KernelEnforcer;
  readonly rules: RuleKeeper;
  #pump: PacketPump;
  #streams = new Set<PacketStream>();
  readonly #governor = new BudgetGovernor();
  #enforcing = true;
  #settings: Settings;

  private constructor(
    plane: DataPlane,
    attachments: Attachments,
    enforcer: KernelEnforcer,
    settings: Settings,
    hooks: RuleHooks,
  ) {
    this.plane = plane;
    this.attachments = attachments;
    this.enforcer = enforcer;
    this.#settings = settings;
    this.#pump = new PacketPump(plane.ring, (load) => this.#adaptBudget(load));
    this.rules = new RuleKeeper({
      ...hooks,
      enforcer,
      clearCounters: (slot) => plane.clearSlot(slot),
    });
  }

  /** Without any rule in force, and attached to nothing. */
  static async open(
    { resourcesDirectory, settings, egressKind }: FilterOptions,
    hooks: RuleHooks,
  ): Promise<Result<Filter>> {
    const opened = await DataPlane.open(resourcesDirectory);
    if (!opened.ok) return opened;
    const plane = opened.value;
    const attachments = new Attachments({ libbpf: plane.libbpf, egressKind });
    const enforcer = await KernelEnforcer.open({
      plane,
      holder: attachments,
      helpers: helpersOf(release()),
    });
    if (!enforcer.ok) {
      plane[Symbol.dispose]();
      return enforcer;
    }
    attachments.source = enforcer.value;
    const filter = new Filter(plane, attachments, enforcer.value, settings, hooks);
    const written = filter.#writeControls();
    if (written.ok) return ok(filter);
    filter[Symbol.dispose]();
    return written;
  }

  get enforcing(): boolean {
    return this.#enforcing;
  }

  /** Lookups are switched off as a whole, so rules and their counters stay as they are. */
  setEnforcing(enforcing: boolean): Result<null> {
    const written = this.#writeControls({ enforcing });
    if (written.ok) this.#enforcing = enforcing;
    return written;
  }

  /** Refused settings change nothing. */
  setSettings(settings: Settings): Result<null> {
    const written = this.#writeControls({ settings });
    if (written.ok) this.#settings = settings;
    return written;
  }

  /** Batches of records for one client; {@link closeStream} ends them. */
  openStream(accept: AcceptBatch): Result<PacketStream> {
    // Records are made only while somebody looks, and must be before the first is counted.
    const written = this.#writeControls({ watched: true });
    if (!written.ok) return written;
    const stream = new PacketStream(this.#pump, () => this.recordCounts(), accept);
    this.#streams.add(stream);
    return ok(stream);
  }

  closeStream(stream: PacketStream): void {
    stream[Symbol.dispose]();
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.#governor.reset();
    this.#writeControls();
  }

  enforceLists(lists: ReadonlyMap<string, ParsedList>): Promise<Result<null>> {
    return this.enforcer.enforceLists(lists);
  }

  counters(): Counters {
    return readCounters(this.plane, {
      interfaces: this.attachments.slots,
      rules: this.rules.slots(),
      lists: this.enforcer.listBits,
    });
  }

  recordCounts(): RecordCounts {
    return readRecordCounts(this.plane, this.attachments.slots.values());
  }

  [Symbol.dispose](): void {
    this.attachments.detachAll();
    for (const stream of this.#streams) stream[Symbol.dispose]();
    this.#pump.stop();
    this.enforcer[Symbol.dispose]();
    this.plane[Symbol.dispose]();
  }

  #adaptBudget(load: PumpLoad): void {
    const { eventBudgetPerCpu } = this.#settings;
    if (this.#governor.observe(performance.now(), eventBudgetPerCpu, load)) this.#writeControls();
  }

  #writeControls(
    change: Partial<{ watched: boolean; settings: Settings; enforcing: boolean }> = {},
  ): Result<null> {
    const {
      watched = this.#streams.size > 0,
      settings = this.#settings,
      enforcing = this.#enforcing,
    } = change;
    return this.plane.setControls({
      enforcing,
      watchedClasses: watched ? COUNTED_PROTOCOLS.filter((name) => isAskedFor(name, settings)) : [],
      budgetPerSecond: settings.eventBudgetPerCpu * this.#governor.share,
      record: settings.record,
    });
  }
}
