/** Reads the kernel's exact counts and turns them into what the contract shows. */
import { COUNTED_PROTOCOLS, type CountedProtocol } from '../../contract/counted-protocol.ts';
import { DIRECTIONS } from '../../contract/language/statement.ts';
import { MAX_LISTS } from '../../contract/list.ts';
import type { Counters, PacketCount, VerdictCount } from '../../contract/state.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import { LAYOUTS, readU64 } from '../bpf/layout.ts';

const COUNT = LAYOUTS.count;
const INTERFACE = LAYOUTS.interface_counters.offsets;

/** What became of the records of all packets, over all interfaces. */
export interface RecordCounts {
  readonly recorded: number;
  readonly notAskedFor: number;
  readonly sampledOut: number;
  readonly ringFull: number;
}

interface MutableCount {
  packets: number;
  bytes: number;
}
interface MutableVerdictCount {
  pass: MutableCount;
  drop: MutableCount;
}

const VERDICTS = ['pass', 'drop'] as const;

export function readRecordCounts(plane: DataPlane, interfaceSlots: Iterable<number>): RecordCounts {
  const counts = { recorded: 0, notAskedFor: 0, sampledOut: 0, ringFull: 0 };
  for (const slot of interfaceSlots) {
    plane.interfaceCounters.forEachCpu(slot, (value) => {
      counts.recorded += readU64(value, INTERFACE.recorded);
      counts.notAskedFor += readU64(value, INTERFACE.not_asked_for);
      counts.sampledOut += readU64(value, INTERFACE.sampled_out);
      counts.ringFull += readU64(value, INTERFACE.ring_full);
    });
  }
  return counts;
}

/** Which counters to read, by name or id. */
export interface CounterSlots {
  readonly interfaces: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, number>;
}

export function readCounters(
  plane: DataPlane,
  { interfaces, rules, lists }: CounterSlots,
): Counters {
  const total = zero();
  const byProtocol = Object.fromEntries(COUNTED_PROTOCOLS.map((name) => [name, zero()])) as Record<
    CountedProtocol,
    MutableVerdictCount
  >;
  const byInterface: Record<string, VerdictCount> = {};
  const byDefault = { in: { packets: 0, bytes: 0 }, out: { packets: 0, bytes: 0 } };
  for (const [name, slot] of interfaces) {
    const own = zero();
    byInterface[name] = own;
    plane.interfaceCounters.forEachCpu(slot, (value) => {
      for (const [index, direction] of DIRECTIONS.entries()) {
        addCount(byDefault[direction], value, INTERFACE.undecided + index * COUNT.size);
      }
      for (const [index, protocol] of COUNTED_PROTOCOLS.entries()) {
        for (const [verdictIndex, verdict] of VERDICTS.entries()) {
          const offset = INTERFACE.by_protocol + (index * 2 + verdictIndex) * COUNT.size;
          for (const sum of [own[verdict], total[verdict], byProtocol[protocol][verdict]]) {
            addCount(sum, value, offset);
          }
        }
      }
    });
  }
  return {
    timeMs: Date.now(),
    total,
    byProtocol,
    byRule: readRuleCounts(plane, rules),
    byDefault,
    byList: readListCounts(plane, lists),
    byInterface,
  };
}

/** In one call for all of them: with thousands of rules, a call each would hold the host up. */
function readRuleCounts(
  plane: DataPlane,
  rules: ReadonlyMap<string, number>,
): Record<string, PacketCount> {
  const byRule: Record<string, PacketCount> = {};
  if (rules.size === 0) return byRule;
  const { cpus } = plane.ruleCounters;
  const values = plane.ruleCounters.readFirst(Math.max(...rules.values()) + 1);
  for (const [id, slot] of rules) {
    const count = { packets: 0, bytes: 0 };
    for (let cpu = 0; cpu < cpus; cpu += 1) {
      addCount(count, values, (slot * cpus + cpu) * COUNT.size);
    }
    byRule[id] = count;
  }
  return byRule;
}

/** How many packets a list criterion found in each list. */
function readListCounts(
  plane: DataPlane,
  lists: ReadonlyMap<string, number>,
): Record<string, number> {
  if (lists.size === 0) return {};
  const { cpus } = plane.listCounters;
  const values = plane.listCounters.readFirst(MAX_LISTS);
  const total = (bit: number) => {
    let packets = 0;
    for (let cpu = 0; cpu < cpus; cpu += 1) packets += readU64(values, (bit * cpus + cpu) * 8);
    return packets;
  };
  return Object.fromEntries([...lists].map(([name, bit]) => [name, total(bit)]));
}

/** `offset` is that of a `struct count`. */
function addCount(sum: MutableCount, value: DataView, offset: number): void {
  sum.packets += readU64(value, offset + COUNT.offsets.packets);
  sum.bytes += readU64(value, offset + COUNT.offsets.bytes);
}

function zero(): MutableVerdictCount {
  return { pass: { packets: 0, bytes: 0 }, drop: { packets: 0, bytes: 0 } };
}

/** What an engine that cannot filter has counted. */
export const NO_COUNTERS: Counters = {
  timeMs: 0,
  total: zero(),
  byProtocol: Object.fromEntries(COUNTED_PROTOCOLS.map((name) => [name, zero()])) as Record<
    CountedProtocol,
    VerdictCount
  >,
  byRule: {},
  byDefault: { in: { packets: 0, bytes: 0 }, out: { packets: 0, bytes: 0 } },
  byList: {},
  byInterface: {},
};
