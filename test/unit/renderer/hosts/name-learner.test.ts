import { expect, it, vi } from 'vitest';
import {
  DIRECTION,
  IP_PROTOCOL,
  MARK,
  RECORD_BYTES,
  VERDICT,
} from '../../../../electron/contract/packet-record.ts';
import { LearnedNames } from '../../../../renderer/model/hosts/learned-names.ts';
import { nameCarrier } from '../../../../renderer/model/hosts/name-carrier.ts';
import { NameLearner, type ReadNames } from '../../../../renderer/model/hosts/name-learner.ts';
import { makeRecordBytes, type RecordFields } from '../../../support/make-record.ts';

const ANSWER: RecordFields = {
  protocol: IP_PROTOCOL.udp,
  family: 4,
  source_port: 53,
  destination_port: 40_000,
  marks: MARK.hasPorts,
};
const HELLO: RecordFields = {
  protocol: IP_PROTOCOL.tcp,
  family: 4,
  source_port: 40_000,
  destination_port: 443,
  marks: MARK.hasPorts,
  direction: DIRECTION.out,
  flags: 0x18,
  info_b: 517,
};

it.each([
  ['an answer of a name server', ANSWER, 'dns'],
  ['an announcement', { ...ANSWER, source_port: 5353 }, 'mdns'],
  ['an answer on the link', { ...ANSWER, source_port: 5355 }, 'llmnr'],
  ['the first words of a TLS connection', HELLO, 'tls'],
  ['a question', { ...ANSWER, source_port: 40_000, destination_port: 53 }, undefined],
  ['what a rule dropped', { ...ANSWER, verdict: VERDICT.drop }, undefined],
  ['a later fragment', { ...ANSWER, marks: 0 }, undefined],
  ['TCP from port 53', { ...ANSWER, protocol: IP_PROTOCOL.tcp }, undefined],
  ['ICMP', { ...ANSWER, protocol: IP_PROTOCOL.icmp }, undefined],
  ['words of a stranger to this machine', { ...HELLO, direction: DIRECTION.in }, undefined],
  ['a TCP segment without words', { ...HELLO, info_b: 0 }, undefined],
  ['a TCP segment that is no end of words', { ...HELLO, flags: 0x10 }, undefined],
  ['TCP to another port', { ...HELLO, destination_port: 80 }, undefined],
] as const)('hears %s as %s', (_what, fields, origin) => {
  const other = makeRecordBytes({});
  expect(nameCarrier(join([other, makeRecordBytes(fields), other]), 1)).toBe(origin);
});

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function batchOf(packets: readonly (readonly [RecordFields, readonly number[]])[]) {
  return {
    stream: 0,
    count: packets.length,
    records: join(packets.map(([fields]) => makeRecordBytes(fields))),
    capturedBytes: Uint16Array.from(packets.map(([, bytes]) => bytes.length)),
    bytes: Uint8Array.from(packets.flatMap(([, bytes]) => bytes)),
  };
}

const heard = { address: '192.0.2.1', name: 'Mirror.Example.', origin: 'dns' } as const;

it('reads the bytes of those packets, and of no others', () => {
  const seen: (readonly number[])[] = [];
  const read: ReadNames = ({ origin, index, records, bytes }) => {
    expect(records).toHaveLength(4 * RECORD_BYTES);
    seen.push([index, ...bytes]);
    return [{ ...heard, origin }];
  };
  const names = new LearnedNames();
  const learner = new NameLearner(names, read);
  const batch = batchOf([
    [{}, [1, 2]],
    [ANSWER, [3, 4, 5]],
    [ANSWER, []],
    [HELLO, [6]],
  ]);
  expect(learner.listen(batch, 1000)).toBe(true);
  expect(seen).toEqual([
    [1, 3, 4, 5],
    [3, 6],
  ]);
  expect(names.of(0xc0000201, 1000)).toMatchObject([{ name: 'mirror.example', origin: 'tls' }]);
});

it('learns no name that no host can have', () => {
  const names = new LearnedNames();
  const learner = new NameLearner(names, () => [{ ...heard, name: '<img src=x>' }]);
  expect(learner.listen(batchOf([[ANSWER, [1]]]), 0)).toBe(false);
  expect(names.size).toBe(0);
});

it('learns only so many names of one packet', () => {
  const names = new LearnedNames();
  const read: ReadNames = () =>
    Array.from({ length: 1000 }, (_, index) => ({ ...heard, address: `192.0.2.${index}` }));
  new NameLearner(names, read).listen(batchOf([[ANSWER, [1]]]), 0);
  expect(names.size).toBe(32);
});

it('reads so many packets in a while, counts the rest, and goes on in the next', () => {
  const read = vi.fn<ReadNames>(() => []);
  const learner = new NameLearner(new LearnedNames(), read);
  const flood = batchOf(Array.from({ length: 500 }, () => [ANSWER, [1]] as const));
  learner.listen(flood, 1000);
  learner.listen(flood, 1099);
  expect(read).toHaveBeenCalledTimes(20);
  expect(learner.skipped).toBe(980);
  learner.listen(flood, 1100);
  expect(read).toHaveBeenCalledTimes(40);
});
