/** Reads the kernel's exact counts and turns them into what the contract shows. */
import type { Counters, PacketCount, VerdictCount } from '../../contract/state.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import { LAYOUTS, PROTOCOL_CLASSES, type ProtocolClass, readU64 } from '../bpf/layout.ts';

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

/** `interfaces` and `rules` name the slots to read. */
export function readCounters(
  plane: DataPlane,
  interfaces: ReadonlyMap<string, number>,
  rules: ReadonlyMap<string, number>,
): Counters {
  const total = zero();
  const byProtocol = Object.fromEntries(PROTOCOL_CLASSES.map((name) => [name, zero()])) as Record<
    ProtocolClass,
    MutableVerdictCount
  >;
  const byInterface: Record<string, VerdictCount> = {};
  for (const [name, slot] of interfaces) {
    const own = zero();
    byInterface[name] = own;
    plane.interfaceCounters.forEachCpu(slot, (value) => {
      for (const [index, protocol] of PROTOCOL_CLASSES.entries()) {
        for (const [verdictIndex, verdict] of VERDICTS.entries()) {
          const offset = INTERFACE.by_protocol + (index * 2 + verdictIndex) * COUNT.size;
          const packets = readU64(value, offset + COUNT.offsets.packets);
          const bytes = readU64(value, offset + COUNT.offsets.bytes);
          for (const sum of [own[verdict], total[verdict], byProtocol[protocol][verdict]]) {
            sum.packets += packets;
            sum.bytes += bytes;
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
      const offset = (slot * cpus + cpu) * COUNT.size;
      count.packets += readU64(values, offset + COUNT.offsets.packets);
      count.bytes += readU64(values, offset + COUNT.offsets.bytes);
    }
    byRule[id] = count;
  }
  return byRule;
}

function zero(): MutableVerdictCount {
  return { pass: { packets: 0, bytes: 0 }, drop: { packets: 0, bytes: 0 } };
}

/** What an engine that cannot filter has counted. */
export const NO_COUNTERS: Counters = {
  timeMs: 0,
  total: zero(),
  byProtocol: Object.fromEntries(PROTOCOL_CLASSES.map((name) => [name, zero()])) as Record<
    ProtocolClass,
    VerdictCount
  >,
  byRule: {},
  byInterface: {},
};
