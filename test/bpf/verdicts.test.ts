/** Packet in, verdict and record out, for what users rely on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REASON } from '../../electron/contract/packet-record.ts';
import {
  arp,
  ethernet,
  IPV6_EXTENSION,
  icmp,
  icmpv6,
  igmp,
  ipFrame,
  ipv4,
  ipv6,
  ipv6Options,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';

const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' };
const V4 = { source: '203.0.113.77', destination: '192.0.2.1' };
const V6 = { source: '2001:db8:bad::9', destination: '2001:db8::1' };
const PORTS = { sourcePort: 40_000, destinationPort: 8080 };

const FRAMES = {
  ping: ipFrame(MACS, { ...V4, protocol: 1 }, icmp({ type: 8, identifier: 7, sequence: 3 })),
  ping6: ipFrame(MACS, { ...V6, protocol: 58 }, icmpv6({ ...V6, type: 128 })),
  tcp: ipFrame(MACS, { ...V4, protocol: 6 }, tcp({ ...V4, ...PORTS, flags: 2 })),
  tcp6: ipFrame(MACS, { ...V6, protocol: 6 }, tcp({ ...V6, ...PORTS, flags: 2 })),
  udp: ipFrame(MACS, { ...V4, protocol: 17 }, udp({ ...V4, ...PORTS }, new Uint8Array(5))),
  igmp: ipFrame(MACS, { ...V4, protocol: 2 }, igmp({ type: 0x16, group: '224.0.0.251' })),
  arp: ethernet(
    { ...MACS, etherType: 0x0806 },
    arp({
      operation: 1,
      senderMac: MACS.source,
      senderAddress: V4.source,
      targetAddress: V4.destination,
    }),
  ),
  lldp: ethernet({ ...MACS, etherType: 0x88cc }, new Uint8Array(46)),
  cut: ipFrame(MACS, { ...V4, protocol: 6 }, tcp({ ...V4, ...PORTS, flags: 2 })).subarray(0, 40),
};
type FrameName = keyof typeof FRAMES;

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

/** The names of the frames that are dropped. */
function dropped(): FrameName[] {
  return (Object.keys(FRAMES) as FrameName[]).filter(
    (name) => plane.run(FRAMES[name]).verdict === 'drop',
  );
}

describe('one rule', () => {
  test.each<[string, FrameName[]]>([
    ['drop remote 203.0.113.77', ['ping', 'tcp', 'udp', 'igmp', 'arp', 'cut']],
    ['drop remote 2001:db8:bad::9', ['ping6', 'tcp6']],
    ['drop remote 192.0.2.1', []],
    ['drop tcp dport 8080', ['tcp', 'tcp6', 'cut']],
    ['drop udp dport 8080', ['udp']],
    ['drop tcp dport 8081', []],
    ['drop icmp', ['ping']],
    ['drop icmpv6', ['ping6']],
    ['drop udp', ['udp']],
    ['drop tcp', ['tcp', 'tcp6', 'cut']],
    ['drop igmp', ['igmp']],
    ['drop arp', ['arp']],
    ['drop any', ['ping', 'ping6', 'tcp', 'tcp6', 'udp', 'igmp', 'arp', 'lldp', 'cut']],
  ])('%s', (text, expected) => {
    expect(dropped()).toEqual([]);
    plane.setRules([rule(text)]);
    expect(dropped()).toEqual(expected);
    plane.setRules([rule(text, { enabled: false })]);
    expect(dropped()).toEqual([]);
  });
});

describe('several rules', () => {
  test('the first that matches decides', () => {
    plane.setRules([
      rule('pass remote 203.0.113.77'),
      rule('drop tcp dport 8080'),
      rule('drop any'),
    ]);
    expect(dropped()).toEqual(['ping6', 'tcp6', 'lldp']);
    plane.setRules([rule('drop any'), rule('pass remote 203.0.113.77')]);
    expect(dropped()).toHaveLength(9);
  });

  test('hits are counted for the rule that decided, in packets and bytes', () => {
    const rules = [rule('drop remote 203.0.113.77'), rule('drop udp dport 8080'), rule('drop tcp')];
    plane.setRules(rules);
    plane.runMany(FRAMES.udp, 3);
    plane.runMany(FRAMES.tcp6, 2);
    const { byRule, total, byProtocol } = plane.counters();
    expect(rules.map((item) => byRule[item.id]?.packets)).toEqual([3, 0, 2]);
    expect(byRule[rules[0]?.id ?? '']?.bytes).toBe(3 * FRAMES.udp.length);
    expect(total.drop).toEqual({
      packets: 5,
      bytes: 3 * FRAMES.udp.length + 2 * FRAMES.tcp6.length,
    });
    expect(byProtocol.udp.drop.packets).toBe(3);
    expect(byProtocol.tcp.drop.packets).toBe(2);
    expect(total.pass.packets).toBe(0);
  });

  test('the record names the rule, and a later rule in the same slot is not taken for it', () => {
    plane.setRules([rule('drop icmp')]);
    const first = plane.run(FRAMES.ping).record;
    expect(first?.reason).toBe(REASON.rule);
    const named = `${first?.ruleSlot}:${first?.ruleGeneration}`;
    expect(
      plane.keeper.state.slots.find((slot) => `${slot.slot}:${slot.generation}` === named)?.text,
    ).toBe('drop icmp');
    for (let round = 0; round < 5000; round += 1) plane.setRules([rule(`drop tcp dport ${round}`)]);
    plane.setRules([rule('drop icmp')]);
    const later = plane.run(FRAMES.ping).record;
    expect(`${later?.ruleSlot}:${later?.ruleGeneration}`).not.toBe(named);
  });
});

describe('expiry', () => {
  test('ends in the kernel, by its own clock', async () => {
    const soon = { expiry: Date.now() + 3_600_000 };
    plane.setRules([rule('drop icmp', soon), rule('drop udp')]);
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    using later = await PrivatePlane.open(3_601_000_000_000n);
    later.setRules([rule('drop icmp', soon), rule('drop udp')]);
    expect(later.run(FRAMES.ping).verdict).toBe('pass');
    expect(later.run(FRAMES.udp).verdict).toBe('drop');
  });

  test('an expired rule lets the next one decide', async () => {
    using later = await PrivatePlane.open(3_601_000_000_000n);
    later.setRules([rule('drop icmp', { expiry: Date.now() + 3_600_000 }), rule('drop any')]);
    expect(later.run(FRAMES.ping).verdict).toBe('drop');
    expect(later.counters().byRule[rule('drop any').id]?.packets).toBe(1);
  });
});

describe('what cannot be parsed', () => {
  test('passes with its reason, unless a rule matches what could be read', () => {
    const { verdict, record } = plane.run(FRAMES.cut);
    expect([verdict, record?.reason]).toEqual(['pass', REASON.truncated]);
    plane.setRules([rule('drop udp')]);
    expect(plane.run(FRAMES.cut).verdict).toBe('pass');
    plane.setRules([rule('drop remote 203.0.113.77')]);
    expect(plane.run(FRAMES.cut).verdict).toBe('drop');
  });

  test('a first fragment of eight bytes cannot carry a port past its rule', () => {
    const body = tcp({ ...V4, ...PORTS, flags: 2 }).subarray(0, 8);
    const fragment = ethernet(
      { ...MACS, etherType: 0x0800 },
      ipv4({ ...V4, protocol: 6, moreFragments: true }, body),
    );
    expect(plane.run(fragment)).toMatchObject({ verdict: 'pass', record: { fragment: 1 } });
    plane.setRules([rule('drop tcp dport 8080')]);
    expect(plane.run(fragment).verdict).toBe('drop');
    plane.setRules([rule('drop tcp dport 8081')]);
    expect(plane.run(fragment).verdict).toBe('pass');
  });

  test('more extension headers than are read cannot carry a protocol past its rule', () => {
    let body = udp({ ...V6, ...PORTS });
    let next = 17;
    for (let header = 0; header < 7; header += 1) {
      body = ipv6Options({ nextHeader: next, sizeBytes: 8 }, body);
      next = IPV6_EXTENSION.destinationOptions;
    }
    const frame = ethernet({ ...MACS, etherType: 0x86dd }, ipv6({ ...V6, nextHeader: next }, body));
    const bad = { reason: REASON.tooManyExtensions };
    expect(plane.run(frame)).toMatchObject({ verdict: 'pass', record: bad });
    plane.setRules([rule('drop remote 192.0.2.9')]);
    expect(plane.run(frame)).toMatchObject({ verdict: 'pass', record: bad });
    plane.setRules([rule('drop udp dport 8080')]);
    expect(plane.run(frame)).toMatchObject({ verdict: 'drop', record: bad });
    plane.setRules([rule('drop tcp')]);
    expect(plane.run(frame)).toMatchObject({ verdict: 'drop', record: bad });
  });

  test('a later fragment has no ports to match', () => {
    const body = tcp({ ...V4, ...PORTS, flags: 2 });
    const fragment = ethernet(
      { ...MACS, etherType: 0x0800 },
      ipv4({ ...V4, protocol: 6, fragmentOffsetBytes: 1480 }, body),
    );
    plane.setRules([rule('drop tcp dport 8080')]);
    expect(plane.run(fragment)).toMatchObject({
      verdict: 'pass',
      record: { fragment: 2, destinationPort: 0 },
    });
    plane.setRules([rule('drop tcp')]);
    expect(plane.run(fragment).verdict).toBe('drop');
  });

  test('VLAN tags hide nothing', () => {
    const inner = ipv4({ ...V4, protocol: 6 }, tcp({ ...V4, ...PORTS, flags: 2 }));
    const tagged = ethernet(
      { ...MACS, etherType: 0x88a8 },
      vlanTag({ id: 100, etherType: 0x8100 }, vlanTag({ id: 7, etherType: 0x0800 }, inner)),
    );
    plane.setRules([rule('drop tcp dport 8080')]);
    expect(plane.run(tagged)).toMatchObject({
      verdict: 'drop',
      record: { tagCount: 2, vlanId: 100 },
    });
  });
});

describe('records', () => {
  test('only of what is asked for; the rest is counted', () => {
    plane.setWatched(['icmp']);
    expect(plane.run(FRAMES.ping).record).toBeDefined();
    expect(plane.run(FRAMES.tcp).record).toBeUndefined();
    expect(plane.recordCounts()).toEqual({
      recorded: 1,
      notAskedFor: 1,
      sampledOut: 0,
      ringFull: 0,
    });
  });

  test('only within the budget; the rest is counted, and verdicts do not change', () => {
    plane.setBudget(0);
    plane.setRules([rule('drop icmp')]);
    expect(plane.run(FRAMES.ping)).toEqual({ verdict: 'drop', record: undefined });
    plane.setBudget(600);
    plane.runMany(FRAMES.ping, 100_000);
    const counts = plane.recordCounts();
    expect(counts.recorded + counts.sampledOut).toBe(100_001);
    expect(counts.recorded).toBeGreaterThan(0);
    expect(counts.sampledOut).toBeGreaterThan(50_000);
    expect(plane.counters().total.drop.packets).toBe(100_001);
  });
});
