/** Exact counts of what was played, as the kernel keeps them of what is real. */
import type { RuleVerdict } from '../../contract/rule.ts';
import type { Counters, VerdictCount } from '../../contract/state.ts';
import { PROTOCOL_CLASSES, type ProtocolClass } from '../bpf/layout.ts';

interface Count {
  packets: number;
  bytes: number;
}

export class ReplayCounters {
  readonly #byProtocol = Object.fromEntries(
    PROTOCOL_CLASSES.map((name) => [name, { pass: nothing(), drop: nothing() }]),
  ) as Record<ProtocolClass, Record<RuleVerdict, Count>>;
  #byRule = new Map<string, Count>();

  add(protocol: ProtocolClass, verdict: RuleVerdict, lengthBytes: number, ruleId?: string): void {
    addTo(this.#byProtocol[protocol][verdict], 1, lengthBytes);
    const rule = ruleId === undefined ? undefined : this.#byRule.get(ruleId);
    if (rule) addTo(rule, 1, lengthBytes);
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
