import { describe, expect, test } from 'vitest';
import { decodePacket } from '../../../../electron/contract/decode/decode-packet.ts';
import { parseTypedMatch } from '../../../../electron/contract/language/typed-match.ts';
import { ipFrame, tcp } from '../../../../electron/engine/network/lab/frames.ts';
import { DECODE_SEEDS, udpFrame } from '../../../support/decode-seeds.ts';
import { decodeFrame, fieldOf, layerNames, layerOf, summaryOf } from '../../../support/decoded.ts';
import { FRAMES, MACS, V4 } from '../../../support/test-frames.ts';

function seed(name: string) {
  const bytes = DECODE_SEEDS[name];
  if (!bytes) throw new Error(`no packet called ${name}`);
  return bytes;
}

describe('layers', () => {
  test('every field of a SYN says its value, its bytes, and how rules ask for it', () => {
    const decoded = decodeFrame(seed('synWithOptions'));
    expect(layerNames(decoded)).toEqual(['Ethernet', 'IPv4', 'TCP']);
    const layer = layerOf(decoded, 'TCP');
    expect(summaryOf(layer)).toBe('40114 → 22 SYN window 64240');
    expect(fieldOf(layer, 'Destination port')).toEqual({
      label: 'Destination port',
      value: '22',
      note: 'ssh',
      range: { start: 36, end: 38 },
      filterText: 'tcp dport 22',
    });
    expect(fieldOf(layer, 'Flags')).toMatchObject({
      value: 'SYN',
      filterText: 'tcp flags syn+!ack',
    });
    expect(fieldOf(layer, 'Flags', 'SYN').value).toBe('set');
    expect(fieldOf(layer, 'Checksum').note).toBe('right');
    expect(fieldOf(layer, 'Options').value).toBe('mss 1460, sack, timestamps, wscale 7');
    expect(fieldOf(layer, 'Options', 'Window scale', 'Shift')).toMatchObject({
      value: '7',
      range: { start: 73, end: 74 },
    });
    expect(fieldOf(layerOf(decoded, 'IPv4'), 'Source')).toMatchObject({
      value: V4.source,
      filterText: `src ${V4.source}`,
    });
  });

  test('the rules understand every value that offers itself as a filter', () => {
    const texts = new Set<string>();
    for (const bytes of Object.values(DECODE_SEEDS)) {
      for (const layer of decodeFrame(bytes).layers) {
        for (const { filterText } of [...layer.fields, ...layer.summary]) {
          if (filterText !== undefined) texts.add(filterText);
        }
      }
    }
    for (const text of texts) expect(parseTypedMatch(text), text).toMatchObject({ ok: true });
    expect(texts.size).toBeGreaterThan(40);
  });

  test('two VLAN tags, of which rules see the first', () => {
    const decoded = decodeFrame(seed('twoTags'));
    expect(layerNames(decoded)).toEqual([
      'Ethernet',
      'VLAN tag',
      'VLAN tag',
      'IPv4',
      'UDP',
      'Data',
    ]);
    expect(decoded.layers[1]?.summary[0]).toEqual({
      text: '100',
      isValue: true,
      filterText: 'vlan 100',
    });
    expect(decoded.layers[2]?.summary[0]).toEqual({ text: '7', isValue: true });
  });

  test('ARP in words, and what fills its frame up', () => {
    const padded = new Uint8Array(60);
    padded.set(FRAMES.request);
    const decoded = decodeFrame(padded);
    expect(summaryOf(layerOf(decoded, 'ARP'))).toBe(`who has ${V4.destination} asks ${V4.source}`);
    expect(layerOf(decoded, 'Padding').range).toEqual({ start: 42, end: 60 });
  });

  test('IPv6 with its extension headers, down to the question', () => {
    const decoded = decodeFrame(seed('extensions'));
    expect(layerNames(decoded)).toEqual([
      'Ethernet',
      'IPv6',
      'Hop-by-hop options',
      'Routing header',
      'Destination options',
      'Fragment header',
      'UDP',
      'DNS',
    ]);
    expect(fieldOf(layerOf(decoded, 'UDP'), 'Checksum').value).toMatch(/^0x/);
    expect(decoded.application).toEqual({ protocol: 'DNS', text: 'A? a.example' });
  });

  test('a packet that an error quotes stands within it, and offers no filter', () => {
    const decoded = decodeFrame(seed('quoting'));
    expect(layerNames(decoded)).toEqual(['Ethernet', 'IPv4', 'ICMP']);
    const icmp = layerOf(decoded, 'ICMP');
    expect(summaryOf(icmp)).toBe('Time exceeded in transit');
    const source = fieldOf(icmp, 'Quoted packet', 'IPv4', 'Source');
    expect(source.value).toBe(V4.destination);
    expect(source).not.toHaveProperty('filterText');
    expect(fieldOf(icmp, 'Quoted packet', 'UDP', 'Destination port').value).toBe('33434');
    const icmp6 = layerOf(decodeFrame(seed('quoting6')), 'ICMPv6');
    expect(fieldOf(icmp6, 'Quoted packet', 'DNS', 'Question').value).toBe('a.example');
  });

  test('what a tunnel carries is decoded, and offers no filter', () => {
    const decoded = decodeFrame(seed('greTunnel'));
    expect(layerNames(decoded)).toEqual(['Ethernet', 'IPv4', 'GRE', 'IPv4', 'UDP', 'Data']);
    expect(decoded.layers[1]?.fields.some(({ filterText }) => filterText)).toBe(true);
    expect(decoded.layers[3]?.fields.some(({ filterText }) => filterText)).toBe(false);
  });

  test('options of a router advertisement', () => {
    const layer = layerOf(decodeFrame(seed('routerAdvertisement')), 'ICMPv6');
    expect(summaryOf(layer)).toBe('Router advert for 1800 s');
    expect(fieldOf(layer, 'Source MAC').value).toBe('02:00:00:00:00:01');
    expect(fieldOf(layer, 'Prefix').value).toBe('2001:db8::/64');
    expect(fieldOf(layer, 'Largest packet').value).toBe('1500 bytes');
  });

  test('frames without Ethernet begin with the version of their IP header', () => {
    for (const [bytes, name] of [
      [FRAMES.syn.subarray(14), 'IPv4'],
      [FRAMES.syn6.subarray(14), 'IPv6'],
    ] as const) {
      const options = { originalLength: bytes.length, linkType: 'raw-ip' } as const;
      expect(layerNames(decodePacket(bytes, options))).toEqual([name, 'TCP']);
    }
  });
});

describe('what is not as it should be', () => {
  test('a packet that was captured in part says how much is missing, layer by layer', () => {
    const decoded = decodeFrame(seed('synWithOptions'), 40);
    expect(decoded).toMatchObject({ capturedBytes: 40, originalLength: 74 });
    const layer = layerOf(decoded, 'TCP');
    expect(layer.problem).toEqual({
      kind: 'cut',
      text: 'the last 34 bytes of the packet were not captured',
    });
    expect(fieldOf(layer, 'Source port').value).toBe('40114');
    expect(layerOf(decodeFrame(seed('synWithOptions'), 14), 'IPv4').problem?.kind).toBe('cut');
  });

  test('a checksum is not judged where the packet is not here as a whole', () => {
    const layer = layerOf(decodeFrame(seed('dnsQuestion'), 60), 'UDP');
    expect(fieldOf(layer, 'Checksum').note).toMatch(/^not checked/);
  });

  test('a wrong checksum says which one would be right', () => {
    const wrong = Uint8Array.from(FRAMES.syn);
    wrong[50] = (wrong[50] as number) ^ 0x10;
    const right = fieldOf(layerOf(decodeFrame(FRAMES.syn), 'TCP'), 'Checksum').value;
    expect(fieldOf(layerOf(decodeFrame(wrong), 'TCP'), 'Checksum').problem).toEqual({
      kind: 'malformed',
      text: `wrong, ${right} would be right`,
    });
  });

  test('a checksum that the network card is to fill in is none that is wrong', () => {
    const segment = tcp({ ...V4, sourcePort: 1, destinationPort: 2, flags: 2 });
    // The sum of the addresses, the protocol and the length, as the kernel leaves it there.
    const sum = [0xcb00, 0x714d, 0xc000, 0x0201, 6, segment.length].reduce((a, b) => a + b);
    const folded = (sum & 0xffff) + (sum >>> 16);
    segment.set([folded >> 8, folded & 0xff], 16);
    const layer = layerOf(decodeFrame(ipFrame(MACS, { ...V4, protocol: 6 }, segment)), 'TCP');
    expect(fieldOf(layer, 'Checksum').note).toBe('left to the network card');
  });

  test('headers that contradict themselves', () => {
    const short = Uint8Array.from(FRAMES.syn);
    short[14] = 0x44;
    expect(layerOf(decodeFrame(short), 'IPv4').problem).toEqual({
      kind: 'malformed',
      text: 'its header has 16 bytes, and needs 20',
    });
    const tooLong = Uint8Array.from(FRAMES.udp);
    tooLong[39] = 200;
    expect(fieldOf(layerOf(decodeFrame(tooLong), 'UDP'), 'Length').problem?.kind).toBe('malformed');
    expect(layerOf(decodeFrame(FRAMES.cut), 'TCP').problem?.text).toBe('ends before it should');
  });

  test('packets that quote packets that quote packets have an end', () => {
    let packet: Uint8Array = new Uint8Array(8);
    for (let depth = 0; depth < 40; depth += 1) {
      const error = new Uint8Array(8 + packet.length);
      error[0] = 11;
      error.set(packet, 8);
      packet = ipFrame(MACS, { ...V4, protocol: 1 }, error).subarray(14);
    }
    const frame = new Uint8Array(14 + packet.length);
    frame.set(FRAMES.syn.subarray(0, 14));
    frame.set(packet, 14);
    const decoded = decodeFrame(frame);
    expect(layerNames(decoded)).toEqual(['Ethernet', 'IPv4', 'ICMP']);
    expect(JSON.stringify(decoded).length).toBeLessThan(20_000);
  });

  test('what could steer a terminal or turn the text round is escaped', () => {
    const name = 'a\u001b[31m\u202eb';
    const bytes = new TextEncoder().encode(name);
    const question = new Uint8Array(12 + 1 + bytes.length + 5);
    question[5] = 1;
    question.set([bytes.length, ...bytes, 0, 0, 1, 0, 1], 12);
    const decoded = decodeFrame(udpFrame(40_000, 53, question));
    expect(decoded.application?.text).toBe('A? a\\x1b[31m\\u{202e}b');
  });
});
