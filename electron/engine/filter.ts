/** All that needs the kernel's consent: maps, programs, rules in force, records on their way. */
import { ok, type Result } from '../contract/result.ts';
import type { Settings } from '../contract/settings.ts';
import type { Counters } from '../contract/state.ts';
import { DataPlane } from './bpf/data-plane.ts';
import { PROTOCOL_CLASSES } from './bpf/layout.ts';
import { isAskedFor } from './capture/asked-for.ts';
import { type RecordCounts, readCounters, readRecordCounts } from './capture/counter-reader.ts';
import { PacketPump } from './capture/packet-pump.ts';
import { PacketStream } from './capture/packet-stream.ts';
import type { Filtering } from './filtering.ts';
import { Attachments } from './network/attachments.ts';
import { RuleKeeper, type RuleKeeperOptions } from './rules/rule-keeper.ts';

export type RuleHooks = Pick<RuleKeeperOptions, 'save' | 'onChange' | 'onSaveFailed'>;

export class Filter implements Filtering {
  readonly plane: DataPlane;
  readonly attachments: Attachments;
  readonly rules: RuleKeeper;
  #pump: PacketPump;
  #streams = new Set<PacketStream>();
  #features = 0;
  #enforcing = true;
  #settings: Settings;

  private constructor(plane: DataPlane, settings: Settings, hooks: RuleHooks) {
    this.plane = plane;
    this.attachments = new Attachments(plane);
    this.#pump = new PacketPump(plane.ring);
    this.#settings = settings;
    this.rules = new RuleKeeper({
      ...hooks,
      plane,
      setFeatures: (features) => {
        const old = this.#features;
        this.#features = features;
        const written = this.#writeControls();
        if (!written.ok) this.#features = old;
        return written;
      },
    });
  }

  static async open(
    resourcesDirectory: string,
    settings: Settings,
    hooks: RuleHooks,
  ): Promise<Result<Filter>> {
    const plane = await DataPlane.open(resourcesDirectory);
    return plane.ok ? ok(new Filter(plane.value, settings, hooks)) : plane;
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
  openStream(accept: (frame: Uint8Array) => boolean): Result<PacketStream> {
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
    this.#writeControls();
  }

  counters(): Counters {
    return readCounters(this.plane, this.attachments.slots, this.rules.slots());
  }

  recordCounts(): RecordCounts {
    return readRecordCounts(this.plane, this.attachments.slots.values());
  }

  [Symbol.dispose](): void {
    this.attachments.detachAll();
    for (const stream of this.#streams) stream[Symbol.dispose]();
    this.#pump.stop();
    this.plane[Symbol.dispose]();
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
      features: enforcing ? this.#features : 0,
      watchedClasses: watched ? PROTOCOL_CLASSES.filter((name) => isAskedFor(name, settings)) : [],
      budgetPerSecond: settings.eventBudgetPerCpu,
    });
  }
}
