import { describe, expect, test } from 'vitest';
import { ListParser } from '../../../../electron/engine/lists/parse-list.ts';
import { atOnce } from '../../../../electron/engine/lists/slices.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { Random } from '../../../support/random.ts';
import { dotted, entriesOf, parse } from './list-of.ts';

function entries(text: string): string[] {
  return entriesOf(expectOk(parse(text)).list);
}

describe('formats', () => {
  test.each([
    ['an address', '192.0.2.7', ['192.0.2.7']],
    ['a prefix', '192.0.2.0/24', ['192.0.2.0-192.0.2.255']],
    ['a prefix with bits behind its length', '192.0.2.77/24', ['192.0.2.0-192.0.2.255']],
    ['a range', '192.0.2.3-192.0.2.9', ['192.0.2.3-192.0.2.9']],
    ['a range with spaces', ' 192.0.2.3 - 192.0.2.9 ', ['192.0.2.3-192.0.2.9']],
    ['the widest prefix', '10.0.0.0/8', ['10.0.0.0-10.255.255.255']],
    ['the last address', '255.255.255.255/32', ['255.255.255.255']],
    ['an IPv6 address', '2001:db8::1', ['20010db8:0:0:1/128']],
    ['an IPv6 prefix with bits behind its length', '2001:db8::1/32', ['20010db8:0:0:0/32']],
    ['an IPv6 range that is a prefix', '2001:db8::-2001:db8::ffff', ['20010db8:0:0:0/112']],
    [
      'an IPv6 range that is not',
      '2001:db8::1-2001:db8::4',
      ['20010db8:0:0:1/128', '20010db8:0:0:2/127', '20010db8:0:0:4/128'],
    ],
    ['an embedded IPv4 address', '::ffff:192.0.2.1', ['0:0:ffff:c0000201/128']],
    ['a comment behind a hash', '192.0.2.7 # bad', ['192.0.2.7']],
    ['a comment behind slashes', '192.0.2.7 // bad', ['192.0.2.7']],
    ['Spamhaus DROP', '; Spamhaus\n192.0.2.0/24 ; SBL123', ['192.0.2.0-192.0.2.255']],
    [
      'Spamhaus DROP as JSON lines',
      '{"cidr":"192.0.2.0/24","sblid":"SBL1","rir":"arin"}\n{"cidr":"2001:db8::/32"}\n{"type":"metadata","records":2}',
      ['192.0.2.0-192.0.2.255', '20010db8:0:0:0/32'],
    ],
    [
      'ipset save',
      'create bad hash:net family inet hashsize 1024\nadd bad 192.0.2.0/24\nadd bad 198.51.100.7 timeout 300 comment "nomatch"\n',
      ['192.0.2.0-192.0.2.255', '198.51.100.7'],
    ],
    [
      'a netset',
      '#\n# firehol_level1\n#\n192.0.2.0/24\n198.51.100.7\n',
      ['192.0.2.0-192.0.2.255', '198.51.100.7'],
    ],
    [
      'the first column of CSV',
      'ip,first_seen\n192.0.2.7,2024-01-01\n"192.0.2.9","x"',
      ['192.0.2.7', '192.0.2.9'],
    ],
    ['lines that end in CRLF', '192.0.2.7\r\n\r\n192.0.2.9\r\n', ['192.0.2.7', '192.0.2.9']],
    ['a byte order mark', '\ufeff192.0.2.7', ['192.0.2.7']],
    ['no end of line at the end', '192.0.2.7\n192.0.2.9', ['192.0.2.7', '192.0.2.9']],
  ])('%s', (_, text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  test('do not depend on where pieces end', () => {
    const text =
      '\ufeff# list\r\n192.0.2.0/24 ; SBL1\r\nadd x 2001:db8::/32\r\nnonsense\r\n192.0.3.1';
    const whole = parse(text);
    expect(entriesOf(expectOk(whole).list)).toHaveLength(3);
    for (const pieceBytes of [1, 2, 3, 5, 7, 11, 16])
      expect(parse(text, { pieceBytes })).toEqual(whole);
  });
});

describe('lines that are skipped', () => {
  test.each([
    ['1.2.3', undefined],
    ['1.2.3.4.5', undefined],
    ['1.2.3.256', undefined],
    ['01.2.3.4', undefined],
    ['1.2.3.4/33', undefined],
    ['1.2.3.4/', undefined],
    ['1.2.3.4/024', undefined],
    ['1.2.3.4-5', undefined],
    ['1.2.3.4:80', undefined],
    ['0.0.0.0 ads.example', undefined],
    ['example.com', undefined],
    ['2001:db8::/129', undefined],
    ['2001:db8::1%eth0', undefined],
    ['1.2.3.4-2001:db8::1', undefined],
    ['"1.2.3.4', undefined],
    ['{"cidr":"1.2.3.4/24 "}', undefined],
    ['{"cidr":7}', undefined],
    ['{"cidr":', undefined],
    ['0.0.0.0/0', 'it covers more than a /8'],
    ['10.0.0.0/7', 'it covers more than a /8'],
    ['10.0.0.0-11.0.0.0', 'it covers more than a /8'],
    ['::/0', 'it covers more than a /8'],
    ['2000::-2100::', 'it covers more than a /8'],
    ['1.2.3.9-1.2.3.4', 'the range ends before it begins'],
    ['2001:db8::2-2001:db8::1', 'the range ends before it begins'],
    ['add bad 1.2.3.0/24 nomatch', 'it is an exception (nomatch)'],
    ['add bad 1.2.3.4,tcp:80', 'it asks for more than an address'],
    ['1.2.3.0,1.2.3.255,US', 'it has two addresses, and may be a range in columns'],
  ])('%s', (line, why) => {
    const reading = expectOk(parse(`192.0.2.1\n${line}\n`));
    expect(entriesOf(reading.list)).toEqual(['192.0.2.1']);
    expect(reading.invalidLines).toBe(1);
    expect(reading.firstInvalid).toEqual([
      why ? { line: 2, text: line, why } : { line: 2, text: line },
    ]);
  });

  test('are all counted, and the first twenty kept', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `bad ${index}`);
    const reading = expectOk(parse(['192.0.2.1', ...lines].join('\n')));
    expect(reading.invalidLines).toBe(50);
    expect(reading.firstInvalid).toHaveLength(20);
    expect(reading.firstInvalid[19]).toEqual({ line: 21, text: 'bad 19' });
  });

  test('are shown without what could move a cursor, reverse text or hide, and cut', () => {
    const hostile = `\u001b[2J\u202eevil\u0000\u2028${'x'.repeat(200)}`;
    const [shown] = expectOk(parse(`192.0.2.1\n${hostile}`)).firstInvalid;
    expect(shown?.text).toBe(`\ufffd[2J\ufffdevil\ufffd\ufffd${'x'.repeat(69)}`);
    expect(shown?.text).toHaveLength(80);
  });

  test('may be longer than any line should be, however they arrive', () => {
    const text = `192.0.2.1\n192.0.2.2 #${'x'.repeat(5_000_000)}\n192.0.2.3 #${'x'.repeat(4000)}\n`;
    for (const pieceBytes of [1000, 65_536, 10_000_000]) {
      const reading = expectOk(parse(text, { pieceBytes }));
      expect(entriesOf(reading.list)).toEqual(['192.0.2.1', '192.0.2.3']);
      expect(reading.firstInvalid).toEqual([
        { line: 2, text: `192.0.2.2 #${'x'.repeat(69)}`, why: 'it is longer than 4096 bytes' },
      ]);
    }
  });
});

describe('merging', () => {
  test('joins what overlaps and touches, whatever the order', () => {
    const reading = expectOk(
      parse('10.0.1.0/24\n10.0.0.0/24\n10.0.0.7\n10.0.3.0-10.0.3.9\n10.0.3.10\n10.0.0.0/24'),
    );
    expect(entriesOf(reading.list)).toEqual(['10.0.0.0-10.0.1.255', '10.0.3.0-10.0.3.10']);
    // 10.0.0.0/23; 10.0.3.0/29, /31 and /32.
    expect(reading.list.prefixes).toEqual({ v4: 4, v6: 0 });
  });

  test('drops IPv6 prefixes within others', () => {
    const text = '2001:db8:1::/48\n2001:db8::/32\n2001:db8::\n2001:db9::1\n2001:db9::1';
    expect(entries(text)).toEqual(['20010db8:0:0:0/32', '20010db9:0:0:1/128']);
  });

  test('agrees with a plain reference on random ranges', () => {
    const random = new Random(20);
    for (let round = 0; round < 200; round++) {
      const held = new Set<number>();
      const lines = Array.from({ length: 1 + random.below(60) }, () => {
        const start = random.below(500);
        const end = start + random.below(20);
        for (let address = start; address <= end; address++) held.add(address);
        return `10.0.${start >> 8}.${start & 255}-10.0.${end >> 8}.${end & 255}`;
      });
      const { v4 } = expectOk(parse(lines.join('\n'))).list;
      const got = [...v4.starts].flatMap((start, row) =>
        Array.from(
          { length: (v4.ends[row] as number) - start + 1 },
          (_, i) => start + i - 0x0a000000,
        ),
      );
      expect(got, `seed ${random.seed}`).toEqual([...held].sort((a, b) => a - b));
      // Touching ranges would be one.
      for (let row = 1; row < v4.starts.length; row++) {
        expect(v4.starts[row]).toBeGreaterThan((v4.ends[row - 1] as number) + 1);
      }
    }
  });

  test('reaches both ends of the address space', () => {
    expect(entries('255.0.0.0/8\n254.0.0.0/8\n0.0.0.0/8\n1.0.0.0/8')).toEqual([
      '0.0.0.0-1.255.255.255',
      '254.0.0.0-255.255.255.255',
    ]);
  });
});

describe('bounds', () => {
  test('too many prefixes fail, before and after merging', () => {
    const spread = Array.from(
      { length: 2000 },
      (_, index) => `10.0.${index >> 7}.${(2 * index) & 255}`,
    );
    const tooMany = { ok: false, error: { code: 'too-many-prefixes' } };
    expect(parse(spread.join('\n'), { maxPrefixes: 1000 })).toMatchObject(tooMany);
    expect(parse(spread.join('\n'), { maxPrefixes: 1999 })).toMatchObject(tooMany);
    expect(expectOk(parse(spread.join('\n'), { maxPrefixes: 2000 })).list.prefixes.v4).toBe(2000);
    // One range, but many prefixes.
    expect(parse('10.0.0.1-10.0.0.254', { maxPrefixes: 10 })).toMatchObject(tooMany);
  });

  test('too many prefixes end the reading before the list ends', () => {
    const parser = new ListParser(100);
    let lines = 0;
    for (; lines < 65_536; lines++) {
      const line = `10.${lines >> 8}.${lines & 255}.1\n`;
      if (!atOnce(parser.push(Buffer.from(line))).ok) break;
    }
    expect(lines).toBeGreaterThanOrEqual(100);
    expect(lines).toBeLessThan(1000);
  });

  test('what is repeated without end is no more than what it is', () => {
    const line = '2001:db8::1-2001:db8:ffff:ffff:ffff:ffff:ffff:fffe\n192.0.2.1\n';
    const reading = expectOk(parse(line.repeat(400), { maxPrefixes: 1000 }));
    expect(reading.list.prefixes).toEqual({ v4: 1, v6: 190 });
  });

  test('a million lines of garbage are a million invalid lines', () => {
    const random = new Random(4);
    const bytes = Buffer.alloc(12_000_000);
    for (let at = 0; at < bytes.length; at++)
      bytes[at] = at % 12 === 11 ? 10 : 128 + random.below(128);
    expect(parse(bytes)).toMatchObject({
      ok: false,
      error: {
        code: 'bad-list',
        message: 'No line of it is an address, a prefix or a range; 1,000,000 could not be read.',
      },
    });
    bytes.write('192.0.2.1#', 12 * 500_000, 'latin1');
    const reading = expectOk(parse(bytes));
    expect(entriesOf(reading.list)).toEqual(['192.0.2.1']);
    expect(reading.invalidLines).toBe(999_999);
    expect(reading.firstInvalid).toHaveLength(20);
  });

  test('a million addresses are all there', () => {
    const addresses = new Uint32Array(1_000_000);
    // Each once, in no order.
    for (let i = 0; i < addresses.length; i++) addresses[i] = Math.imul(i, 0x9e3779b1);
    const { v4, prefixes } = expectOk(parse([...addresses].map(dotted).join('\n'))).list;
    let held = 0;
    for (let row = 0; row < v4.starts.length; row++) {
      held += (v4.ends[row] as number) - (v4.starts[row] as number) + 1;
    }
    expect(held).toBe(1_000_000);
    expect(prefixes.v4).toBeGreaterThanOrEqual(v4.starts.length);
    const sorted = addresses.toSorted();
    expect([v4.starts[0], v4.ends.at(-1)]).toEqual([sorted[0], sorted.at(-1)]);
  });

  test('random bytes in random pieces never throw', () => {
    const random = new Random(7);
    const pieces = [
      '192.0.2.',
      '/',
      '-',
      '::',
      '2001:',
      'add x ',
      '{"cidr":"',
      '"}',
      '\n',
      '\r\n',
      ' ',
      '#',
      ',',
      '"',
      '25',
      '\0',
      '\ufeff',
      'ffff',
    ];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random.below(40) }, () =>
        random.pick(pieces as [string]),
      ).join('');
      const bytes = random.chance(4) ? random.bytes(random.below(200)) : Buffer.from(text);
      const whole = parse(bytes);
      expect(parse(bytes, { pieceBytes: 1 + random.below(9) }), text).toEqual(whole);
    }
  });
});

describe('no list at all says what it is', () => {
  test.each([
    ['nothing', '', 'It is empty.'],
    ['comments', '# nothing\n\n; here\n', 'It has nothing but comments and empty lines.'],
    [
      'a page',
      '\n<!DOCTYPE html><html>…',
      'It is a web page, and has no address in it that could be read.',
    ],
    [
      'an archive',
      Buffer.from([0x1f, 0x8b, 8, 0]),
      'It is a gzip archive, and has no address in it that could be read.',
    ],
    [
      'JSON',
      '{\n"a": 1}',
      'It is JSON without a prefix per line, and has no address in it that could be read.',
    ],
    [
      'bytes',
      Buffer.from([1, 0, 2]),
      'It is a binary file, and has no address in it that could be read.',
    ],
    [
      'words',
      'these\nwords',
      'No line of it is an address, a prefix or a range; 2 could not be read.',
    ],
  ])('%s', (_, content, message) => {
    expect(parse(content)).toMatchObject({ ok: false, error: { code: 'bad-list', message } });
  });
});
