import { type Address, parseAddress } from '../address.ts';
import type { DecodedPacket } from './decoded-packet.ts';

export interface DnsAnswer {
  /** What was asked for, not the alias that led to the address. Lower case, without a dot at its end. */
  readonly name: string;
  readonly address: Address;
  readonly ttlSeconds: number;
}

/**
 * The names that a DNS answer gives to addresses. Nothing where it reports an error. Of several
 * aliases the one that was asked for counts, as that is the name people know.
 */
export function dnsAnswers({ dns }: DecodedPacket): readonly DnsAnswer[] {
  if (!dns?.isResponse || dns.code !== 0) return [];
  const aliasOf = new Map<string, string>();
  for (const { type, name, data } of dns.answers) {
    if (type === 'CNAME') aliasOf.set(normal(data), normal(name));
  }
  const answers: DnsAnswer[] = [];
  for (const { type, name, data, ttlSeconds } of dns.answers) {
    if (type !== 'A' && type !== 'AAAA') continue;
    const address = parseAddress(data);
    if (address.ok) {
      answers.push({ name: firstName(normal(name), aliasOf), address: address.value, ttlSeconds });
    }
  }
  return answers;
}

/** Follows the aliases back, each once. */
function firstName(name: string, aliasOf: Map<string, string>): string {
  let current = name;
  for (let steps = aliasOf.size; steps > 0; steps -= 1) {
    const before = aliasOf.get(current);
    if (before === undefined) break;
    current = before;
  }
  return current;
}

function normal(name: string): string {
  return name.toLowerCase();
}
