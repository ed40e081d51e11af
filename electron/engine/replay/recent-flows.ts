/** Which packets are among the first of their flow, as bpf/lib/recent_flows.h tells it of real ones. */
import { DIRECTION, type PacketRecord } from '../../contract/packet-record.ts';
import { FIRST_PACKETS } from '../bpf/layout.ts';

const MAX_FLOWS = 65_536;
const IDLE_NS = 60e9;

interface RecentFlow {
  packets: number;
  lastSeenNs: number;
}

export class RecentFlows {
  /** The one not seen for longest stands first. */
  readonly #flows = new Map<string, RecentFlow>();

  /** Counts the packet to its flow, and tells whether it is among the first of that. */
  isAmongFirst(record: PacketRecord, timeNs: number): boolean {
    const key = keyOf(record);
    const known = this.#flows.get(key);
    const flow =
      known && timeNs - known.lastSeenNs <= IDLE_NS ? known : { packets: 0, lastSeenNs: timeNs };
    flow.packets += 1;
    flow.lastSeenNs = timeNs;
    this.#flows.delete(key);
    this.#flows.set(key, flow);
    const [oldest] = this.#flows.keys();
    if (this.#flows.size > MAX_FLOWS && oldest !== undefined) this.#flows.delete(oldest);
    return flow.packets <= FIRST_PACKETS;
  }
}

/** The same for both ways of a conversation. */
function keyOf(record: PacketRecord): string {
  const source = `${record.source} ${record.sourcePort}`;
  const destination = `${record.destination} ${record.destinationPort}`;
  const ends = record.direction === DIRECTION.in ? [source, destination] : [destination, source];
  return `${record.etherType} ${record.protocol} ${ends}`;
}
