/** Known flows as the filter should keep them, for a test that takes less than ten seconds. */
import type { PacketTraits } from '../../electron/contract/language/traits.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const ECHO = [0, 8, 128, 129];

type State = 'open' | 'closing' | 'reset';

export class ReferenceFlows {
  #flows = new Map<string, State>();

  /** Whether the packet belongs to one. */
  isEstablished(traits: PacketTraits, infoA: number): boolean {
    const key = keyOf(traits, infoA);
    return key !== undefined && this.#flows.has(key);
  }

  /** Of a packet that was let through. `notes`: one of no known flow begins one. */
  passed(traits: PacketTraits, infoA: number, notes: boolean): void {
    const key = keyOf(traits, infoA);
    if (key === undefined) return;
    const state = this.#flows.get(key);
    const after = stateAfter(traits);
    const flags = traits.tcpFlags ?? 0;
    const beginsAnew = notes && (state === undefined || (state !== 'open' && (flags & SYN) !== 0));
    if (!beginsAnew) {
      if (state !== undefined) this.#flows.set(key, later(state, after));
    } else if ((flags & RST) === 0) {
      this.#flows.set(key, after);
    }
  }
}

function keyOf(traits: PacketTraits, infoA: number): string | undefined {
  const { ipVersion, protocol, fragment, direction, icmpType } = traits;
  if (ipVersion === undefined || fragment === 'later') return undefined;
  let ports = [traits.sourcePort ?? 0, traits.destinationPort ?? 0];
  if (protocol === 6 || protocol === 17 || protocol === 132) {
    if (traits.sourcePort === undefined) return undefined;
  } else if (protocol === 1 || protocol === 58) {
    if (icmpType === undefined || !ECHO.includes(icmpType)) return undefined;
    const isV4Type = icmpType < 128;
    if (isV4Type !== (protocol === 1)) return undefined;
    ports = [infoA, infoA];
  }
  const ends = [
    `${traits.source?.join('.')} ${ports[0]}`,
    `${traits.destination?.join('.')} ${ports[1]}`,
  ];
  if (direction === 'out') ends.reverse();
  return `${ipVersion} ${protocol} ${ends.join(' ')}`;
}

function stateAfter({ tcpFlags = 0, direction }: PacketTraits): State {
  if ((tcpFlags & RST) !== 0) return direction === 'out' ? 'reset' : 'closing';
  return (tcpFlags & FIN) !== 0 ? 'closing' : 'open';
}

function later(a: State, b: State): State {
  const order: State[] = ['open', 'closing', 'reset'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
