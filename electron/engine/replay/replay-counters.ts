/** Exact counts of what was played, as the kernel keeps them of what is real. */
import { COUNTED_PROTOCOLS, type CountedProtocol } from '../../contract/counted-protocol.ts';
import type { DefaultVerdict, Direction } from '../../contract/language/statement.ts';
import type { Counters, VerdictCount } from '../../contract/state.ts';
import type { RecordDecision } from './decider.ts';

interface Count {
  packets: number;
  bytes: number;
}

/** One packet, and what became of it. */
export interface CountedPacket extends RecordDecision {
  readonly protocol: CountedProtocol;
  readonly lengthBytes: number;
}

export class ReplayCounters {
  readonly #byProtocol = Object.fromEntries(
    COUNTED_PROTOCOLS.map((name) => [name, { pass: nothing(), drop: nothing() }]),
  ) as Record<CountedProtocol, Record<DefaultVerdict, Count>>;
  readonly #byDefault: Readonly<Record<Direction, Count>> = { in: nothing(), out: nothing() };
  readonly #byList = new Map<string, number>();
  #byRule = new Map<string, Count>();

  add(packet: CountedPacket): void {
    const { lengthBytes } = packet;
    addTo(this.#byProtocol[packet.protocol][packet.verdict], 1, lengthBytes);
    if (!packet.by) addTo(this.#byDefault[packet.direction], 1, lengthBytes);
    for (const id of packet.matched) {
      const rule = this.#byRule.get(id);
      if (rule) addTo(rule, 1, lengthBytes);
    }
    for (const name of packet.lists) this.#byList.set(name, (this.#byList.get(name) ?? 0) + 1);
  }

  /** New rules begin at zero; the counts of those that are gone go as well. */
  keepRules(ids: readonly string[]): void {
    this.#byRule = new Map(ids.map((id) => [id, this.#byRule.get(id) ?? nothing()]));
  }

  read(interfaceName: string): Counters {
    const total = { pass: nothing(), drop: nothing() } satisfies VerdictCount;
    for (const { pass, drop } of Object.values(this.#byProtocol)) {
      addTo(total.pass, pass.packets, pass.bytes);
      addTo(total.drop, drop.packets, drop.bytes);
    }
    return {
      timeMs: Date.now(),
      total,
      byProtocol: structuredClone(this.#byProtocol),
      byRule: structuredClone(Object.fromEntries(this.#byRule)),
      byDefault: structuredClone(this.#byDefault),
      byList: Object.fromEntries(this.#byList),
      byInterface: { [interfaceName]: structuredClone(total) },
    };
  }
}

function nothing(): Count {
  return { packets: 0, bytes: 0 };
}

function addTo(count: Count, packets: number, bytes: number): void {
  count.packets += packets;
  count.bytes += bytes;
}
