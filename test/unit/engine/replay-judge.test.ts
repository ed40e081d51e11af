/** Rules over recorded packets mean what they mean in the kernel. */
import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, REASON } from '../../../electron/contract/packet-record.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { judge, protocolClassOf } from '../../../electron/engine/replay/judge.ts';
import { makeRecord, type RecordFields } from '../../support/make-record.ts';
import { Random } from '../../support/random.ts';
import {
  ADDRESSES_V4,
  ADDRESSES_V6,
  mutate,
  PORTS,
  randomFrame,
} from '../../support/random-frames.ts';
import { expectedOutcome, type Parsed, protocolName } from '../../support/reference-filter.ts';
import { rule } from '../../support/rule.ts';

const NOW_MS = 1_000_000;
const MATCHES = [
  ...[...ADDRESSES_V4, ...ADDRESSES_V6].map((address) => `remote ${address}`),
  ...PORTS.flatMap((port) => [`tcp dport ${port}`, `udp dport ${port}`]),
  ...['tcp', 'udp', 'icmp', 'icmpv6', 'arp', 'igmp', 'sctp', 'gre', 'any'],
] as [string, ...string[]];

describe('judging a recorded packet', () => {
  test.each([1, 20_261_121, 77])('agrees with the reference, seed %i', (seed) => {
    const random = new Random(seed);
    const dropped = new Set<string>();
    for (let turn = 0; turn < 5_000; turn += 1) {
      const frame = random.chance(2) ? mutate(random, randomFrame(random)) : randomFrame(random);
      const rules = randomRules(random);
      const { parsed, verdict, ruleId } = expectedOutcome(frame, rules, NOW_MS);
      const record = makeRecord(fieldsOf(parsed));
      const judged = judge(rules, record, NOW_MS);
      const context = `${Buffer.from(frame).toString('hex')} ${JSON.stringify(rules)}`;
      expect({ verdict: judged.verdict, ruleId: judged.rule?.id }, context).toEqual({
        verdict,
        ruleId,
      });
      expect(protocolClassOf(record), context).toBe(protocolName(parsed));
      if (verdict === 'drop') dropped.add(protocolName(parsed));
    }
    // Random rules that hit nothing would prove nothing.
    expect(dropped.size).toBe(9);
  });

  test('a rule ends at its end', () => {
    const rules = [rule('drop udp', { expiry: 500 })];
    expect(judge(rules, makeRecord({ protocol: 17 }), 499).verdict).toBe('drop');
    expect(judge(rules, makeRecord({ protocol: 17 }), 500).verdict).toBe('pass');
  });

  test('ports that were never read are not port 0', () => {
    const rules = [rule('drop udp dport 0')];
    const cut = { protocol: 17, reason: REASON.truncated };
    expect(judge(rules, makeRecord(cut), NOW_MS).verdict).toBe('pass');
    expect(judge(rules, makeRecord({ ...cut, source_port: 53 }), NOW_MS).verdict).toBe('drop');
    expect(judge(rules, makeRecord({ protocol: 17 }), NOW_MS).verdict).toBe('drop');
    expect(judge(rules, makeRecord({ protocol: 17, fragment: 2 }), NOW_MS).verdict).toBe('pass');
  });

  test('what says something by ARP is a remote end', () => {
    const arp = makeRecord({ ether_type: ETHER_TYPE.arp, source: [192, 0, 2, 10] });
    const rules = [rule('drop remote 192.0.2.10')];
    expect(judge(rules, arp, NOW_MS)).toEqual({ verdict: 'drop', rule: rules[0] });
  });
});

function fieldsOf(parsed: Parsed): RecordFields {
  return {
    ether_type: parsed.etherType,
    family: parsed.family,
    protocol: parsed.protocol,
    source: parsed.source,
    destination: parsed.destination,
    source_port: parsed.sourcePort,
    destination_port: parsed.destinationPort,
    fragment: parsed.fragment,
    reason: parsed.trouble === 0 ? REASON.default : parsed.trouble,
  };
}

function randomRules(random: Random): Rule[] {
  const matches = new Set<string>();
  for (let count = random.below(7); count > 0; count -= 1) matches.add(random.pick(MATCHES));
  return [...matches].map((match) =>
    rule(`${random.pick(['drop', 'drop', 'pass'])} ${match}`, {
      enabled: !random.chance(5),
      ...(random.chance(6) ? { expiry: NOW_MS + (random.chance(2) ? -1 : 1) } : {}),
    }),
  );
}
