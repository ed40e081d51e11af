import { describe, expect, it } from 'vitest';
import { BlockMaker, pcapFile } from '../../../support/capture-file-bytes.ts';
import { Random } from '../../../support/random.ts';
import { readCapture } from '../../../support/read-capture.ts';

const PACKET = [1, 2, 3, 4, 5, 6, 7];
const BOTH_ORDERS = [true, false];
const CHUNKS = [1, 3, 17, 100_000];

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

describe.each(BOTH_ORDERS)('classic pcap, little-endian: %s', (isLittleEndian) => {
  it.each(CHUNKS)('is read in chunks of %i bytes', (chunkBytes) => {
    const packets = [
      { seconds: 1_700_000_000, fraction: 123_456, bytes: PACKET },
      { seconds: 1_700_000_001, fraction: 1, bytes: [], lengthBytes: 60 },
    ];
    const { frames, error } = readCapture(pcapFile(packets, { isLittleEndian }), chunkBytes);
    expect(error).toBeUndefined();
    expect(frames).toEqual([
      {
        number: 1,
        timeNs: 1_700_000_000_123_456_000n,
        linkType: 1,
        lengthBytes: 7,
        bytes: Uint8Array.from(PACKET),
      },
      {
        number: 2,
        timeNs: 1_700_000_001_000_001_000n,
        linkType: 1,
        lengthBytes: 60,
        bytes: new Uint8Array(0),
      },
    ]);
  });

  it('may hold nanoseconds', () => {
    const packets = [{ seconds: 7, fraction: 999_999_999, bytes: PACKET }];
    const file = pcapFile(packets, { isLittleEndian, nanoseconds: true, linkType: 101 });
    expect(readCapture(file).frames[0]).toMatchObject({ timeNs: 7_999_999_999n, linkType: 101 });
  });
});

describe.each(BOTH_ORDERS)('pcapng, little-endian: %s', (isLittleEndian) => {
  const make = new BlockMaker(isLittleEndian);

  it.each(CHUNKS)('is read in chunks of %i bytes', (chunkBytes) => {
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(1, [
        ...make.option(2, ascii('eth0')),
        ...make.option(9, [9]),
        ...make.option(0, []),
      ]),
      ...make.block(0x0bad_cafe, ascii('what nobody knows...')),
      ...make.interface(101),
      ...make.enhanced(0, 1_700_000_000_123_456_789n, PACKET, [
        ...make.option(1, ascii('dropped by rule 7: drop src 203.0.113.77')),
        ...make.option(2, make.u32(1)),
        ...make.option(0, []),
      ]),
      ...make.enhanced(1, 1_700_000_001_000_000n, PACKET, make.option(2, make.u32(2))),
      ...make.simple(9, [...PACKET, 8, 9]),
    ]);
    const { frames, error } = readCapture(file, chunkBytes);
    expect(error).toBeUndefined();
    expect(frames).toMatchObject([
      {
        number: 1,
        timeNs: 1_700_000_000_123_456_789n,
        linkType: 1,
        interfaceName: 'eth0',
        direction: 'in',
        verdict: 'drop',
        comment: 'dropped by rule 7: drop src 203.0.113.77',
        bytes: Uint8Array.from(PACKET),
      },
      { number: 2, timeNs: 1_700_000_001_000_000_000n, linkType: 101, direction: 'out' },
      { number: 3, lengthBytes: 9, bytes: Uint8Array.from([...PACKET, 8, 9]) },
    ]);
    expect(frames[1]).not.toHaveProperty('verdict');
  });

  it.each([
    ['XDP_DROP', 2, 1n, 'drop'],
    ['XDP_ABORTED', 2, 0n, 'drop'],
    ['XDP_TX', 2, 3n, 'pass'],
    ['TC_ACT_SHOT', 1, 2n, 'drop'],
    ['TC_ACT_UNSPEC', 1, -1n, 'pass'],
    ['TC_ACT_OK', 1, 0n, 'pass'],
  ] as const)('tells the verdict of %s', (_, kind, action, verdict) => {
    const value = new DataView(new ArrayBuffer(9));
    value.setUint8(0, kind);
    value.setBigInt64(1, action, isLittleEndian);
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(1),
      ...make.enhanced(0, 0n, PACKET, make.option(7, [...new Uint8Array(value.buffer)])),
    ]);
    expect(readCapture(file).frames[0]).toMatchObject({ verdict });
  });

  it.each([
    ['microseconds unless it says otherwise', undefined, 5_000_000n, 5_000_000_000n],
    ['a power of ten', 3, 1_234n, 1_234_000_000n],
    ['finer than nanoseconds', 12, 1_234_567_890n, 1_234_567n],
    ['a power of two', 0x80 | 10, 1536n, 1_500_000_000n],
  ] as const)('counts time in %s', (_, resolution, ticks, timeNs) => {
    const options = resolution === undefined ? [] : make.option(9, [resolution]);
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(1, options),
      ...make.enhanced(0, ticks, PACKET),
    ]);
    expect(readCapture(file).frames[0]?.timeNs).toBe(timeNs);
  });

  it('may have sections of either byte order, each with interfaces of its own', () => {
    const other = new BlockMaker(!isLittleEndian);
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(1),
      ...make.enhanced(0, 1n, PACKET),
      ...other.section(),
      ...other.interface(101),
      ...other.enhanced(0, 2n, PACKET),
    ]);
    expect(readCapture(file).frames.map(({ linkType }) => linkType)).toEqual([1, 101]);
  });
});

describe('a file that is built to fill the memory or the calendar', () => {
  const make = new BlockMaker(true);
  const nameOf = (length: number) => {
    const name = make.option(2, new Array(length).fill(0x61));
    const file = [...make.section(), ...make.interface(1, name), ...make.enhanced(0, 1n, PACKET)];
    return readCapture(Uint8Array.from(file)).frames[0]?.interfaceName;
  };
  const timeOf = (ticks: bigint, resolution: number, offsetSeconds = 0n) => {
    const offset = [...new Uint8Array(BigInt64Array.of(offsetSeconds).buffer)];
    const options = [...make.option(9, [resolution]), ...make.option(14, offset)];
    const file = [...make.section(), ...make.interface(1, options)];
    const packet = make.enhanced(0, ticks, PACKET);
    return readCapture(Uint8Array.from([...file, ...packet])).frames[0]?.timeNs;
  };

  it('has names of interfaces that are cut', () => {
    expect(nameOf(15)).toHaveLength(15);
    expect(nameOf(60_000)).toHaveLength(256);
  });

  it('has no more interfaces than are kept', () => {
    const file = (interfaces: number) =>
      readCapture(
        Uint8Array.from([
          ...make.section(),
          ...new Array(interfaces).fill(make.interface(1)).flat(),
          ...make.enhanced(0, 1n, PACKET),
        ]),
      );
    expect(file(4096).frames).toHaveLength(1);
    expect(file(4097).error?.message).toContain('too many interfaces');
  });

  it('has times that can be written', () => {
    const last = 2n ** 64n - 1n;
    expect(timeOf(5n, 0)).toBe(5_000_000_000n);
    expect(timeOf(last, 0)).toBe(last);
    expect(timeOf(last, 0x80)).toBe(last);
    expect(timeOf(0n, 0, 2n ** 63n - 1n)).toBe(last);
    expect(timeOf(0n, 0, -(2n ** 63n))).toBe(0n);
    expect(timeOf(last, 127)).toBe(0n);
    expect(timeOf(last, 0xff)).toBe(0n);
  });
});

describe('a file that cannot be read', () => {
  const make = new BlockMaker(true);
  const begin = [...make.section(), ...make.interface(1)];
  const withPacket = [...begin, ...make.enhanced(0, 1n, PACKET)];

  it.each([
    ['is empty', [], 'The file is empty.'],
    ['is text', ascii('hello, world'), 'neither a pcap nor a pcapng'],
    ['is shorter than any', [0xd4, 0xc3], 'neither a pcap nor a pcapng'],
    ['is compressed', [0x1f, 0x8b, 8, 0, 0], 'compressed'],
  ])('%s', (_, bytes, message) => {
    const { error } = readCapture(Uint8Array.from(bytes));
    expect(error?.code).toBe('bad-capture');
    expect(error?.message).toContain(message);
  });

  it.each([
    ['a block that is too short', make.u32(6).concat(make.u32(4)), 'cannot be 4 bytes long'],
    ['a block of an odd length', make.u32(6).concat(make.u32(33)), 'cannot be 33 bytes long'],
    ['a huge block', make.u32(6).concat(make.u32(0xffff_fffc)), 'longer than any'],
    ['a packet of an unknown interface', make.enhanced(9, 1n, PACKET), 'before its interface'],
    [
      'a packet longer than its block',
      make.block(6, [
        ...make.u32(0),
        ...make.u32(0),
        ...make.u32(0),
        ...make.u32(500),
        ...make.u32(500),
      ]),
      'longer than its block',
    ],
    ['two different lengths', make.enhanced(0, 1n, PACKET).with(-4, 99), 'two different lengths'],
    ['a section without byte order', make.section().with(9, 0), 'byte order'],
    ['a section of another version', make.section().with(12, 2), 'version 2'],
  ])('with %s is read up to there, and says where it is damaged', (_, rest, message) => {
    const file = Uint8Array.from([...withPacket, ...rest, ...new Array(12).fill(0)]);
    const { frames, error } = readCapture(file);
    expect(frames).toHaveLength(1);
    expect(error?.code).toBe('bad-capture');
    expect(error?.message).toContain(message);
    expect(error?.message).toContain(`byte ${withPacket.length}`);
  });

  it('of the classic kind with a packet that is longer than any', () => {
    const good = pcapFile([{ seconds: 1, fraction: 0, bytes: PACKET }]);
    const file = Uint8Array.from([...good, ...new Array(8).fill(0), 0, 0, 0, 9, 0, 0, 0, 9]);
    const { frames, error } = readCapture(file);
    expect(frames).toHaveLength(1);
    expect(error?.message).toContain(`byte ${good.length}`);
  });

  it.each([
    ['pcapng', Uint8Array.from(withPacket), [make.section().length, begin.length] as number[]],
    ['pcap', pcapFile([{ seconds: 1, fraction: 0, bytes: PACKET }]), [24] as number[]],
  ] as const)(
    'because it is cut off, but for between two blocks: %s',
    (_, whole, betweenBlocks) => {
      for (let bytes = 1; bytes < whole.length; bytes += 1) {
        const { frames, error } = readCapture(whole.subarray(0, bytes), 7);
        expect(error === undefined, `cut at ${bytes}`).toBe(betweenBlocks.includes(bytes));
        expect(frames).toEqual([]);
      }
    },
  );

  it('never throws, whatever is in it', () => {
    const random = new Random(5);
    const files = [
      Uint8Array.from([...withPacket, ...make.simple(9, PACKET), ...withPacket]),
      pcapFile([{ seconds: 1, fraction: 0, bytes: PACKET }]),
    ];
    for (let round = 0; round < 2_000; round += 1) {
      const file = (files[round % files.length] as Uint8Array).slice();
      const start = round % 3 === 0 ? 0 : 8;
      for (let change = 0; change <= round % 4; change += 1) {
        file[start + random.below(file.length - start)] = random.below(256);
      }
      const { frames } = readCapture(file, 1 + random.below(file.length));
      expect(frames.length).toBeLessThan(10);
    }
  });
});
