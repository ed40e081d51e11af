import { addressBytes } from '../../electron/contract/address.ts';
import type { Match } from '../../electron/contract/match.ts';
import { DIRECTION, type PacketRecord } from '../../electron/contract/packet-record.ts';
import { isArp, isIp, ruleProtocol } from '../../electron/contract/protocol-name.ts';
import type { PacketHistory } from './packet-history.ts';

/** How far back a menu looks to say what a block would hit. */
export const LOOK_BACK = 5000;

/** How many of the newest packets in view each match fits. */
export function countMatches(history: PacketHistory, matches: readonly Match[]): readonly number[] {
  const tests = matches.map(matchTest);
  const counts = matches.map(() => 0);
  const { first, end } = history.range;
  for (let sequence = Math.max(first, end - LOOK_BACK); sequence < end; sequence += 1) {
    const record = history.read(sequence);
    if (!record) continue;
    for (const [index, fits] of tests.entries()) {
      if (fits(record)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return counts;
}

function matchTest(match: Match): (record: PacketRecord) => boolean {
  if ('any' in match) return () => true;
  if ('remote' in match) {
    const wanted = addressBytes(match.remote);
    return (record) => {
      if (!isIp(record) && !isArp(record)) return false;
      const bytes = record.direction === DIRECTION.out ? record.destination : record.source;
      return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]);
    };
  }
  const { protocol } = match;
  if (!('dport' in match)) return (record) => ruleProtocol(record) === protocol;
  return (record) => {
    const local = record.direction === DIRECTION.out ? record.sourcePort : record.destinationPort;
    return local === match.dport && ruleProtocol(record) === protocol;
  };
}
