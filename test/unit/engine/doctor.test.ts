import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../electron/contract/doctor.ts';
import type { NetworkInterface } from '../../../electron/contract/state.ts';
import {
  examineInterface,
  type InterfaceFacts,
} from '../../../electron/engine/doctor/one-interface.ts';
import { readAttributes, readNumber, readText } from '../../../electron/engine/network/netlink.ts';
import { missingPrivileges } from '../../../electron/engine/privileges/capabilities.ts';
import { explainDenial } from '../../../electron/engine/refusals/denial.ts';
import {
  DENIED,
  heldInterface,
  INSIDE_USER_NAMESPACE,
  kernelTooOld,
  LOCKED_DOWN,
  nativeRefusal,
} from '../../../electron/engine/refusals/sentences.ts';

const LINK: NetworkInterface = {
  name: 'eth7',
  ifindex: 7,
  driver: 'igc',
  state: 'up',
  framing: 'ethernet',
  mtuBytes: 1500,
  addresses: [],
};
const FACTS: InterfaceFacts = {
  link: LINK,
  attachment: undefined,
  engine: undefined,
  features: { native: true, fragments: false },
  merging: { byKernel: true, byDriver: false },
  tc: { programs: [], sawTcx: true },
  sawHolder: true,
};

function find(check: string, facts: Partial<InterfaceFacts>): Finding | undefined {
  return examineInterface({ ...FACTS, ...facts }).find((finding) => finding.check === check);
}

it.each([
  ['4.19.0-27-amd64', 'Linux 4.19 is too old; 5.15 is needed.'],
  ['5.14.21', 'Linux 5.14 is too old; 5.15 is needed.'],
  ['5.15.0', undefined],
  ['5.15-rc1', undefined],
  ['6.1.0', undefined],
  ['10.0', undefined],
  ['unknown', undefined],
])('judges the kernel %s by its number', (release, sentence) => {
  expect(kernelTooOld(release)?.message).toBe(sentence);
});

it.each([
  ['EOPNOTSUPP', 1500, 'The driver igc has no native XDP.'],
  ['ENOTSUPP', 9000, 'The driver igc has no native XDP.'],
  ['EINVAL', 1500, 'The driver igc refuses native XDP as it is set up (MTU 1500).'],
  ['ERANGE', 9000, 'The driver igc takes no frames of 9000 bytes into native XDP.'],
  ['ENOSPC', 1500, 'The driver igc has too few queues for native XDP.'],
  ['ENOMEM', 1500, 'The driver igc refused native XDP (ENOMEM).'],
])('says what %s means at an MTU of %i', (errno, mtuBytes, sentence) => {
  expect(nativeRefusal({ ...LINK, mtuBytes }, errno)).toBe(sentence);
});

describe('a denial', () => {
  const withoutRights = missingPrivileges('CapEff:\t0000000000000000\n');

  it.each([
    ['missing rights, whatever else', withoutRights, 'confidentiality', withoutRights],
    ['a container', INSIDE_USER_NAMESPACE, 'none', INSIDE_USER_NAMESPACE],
    ['a lockdown', undefined, 'confidentiality', LOCKED_DOWN],
    ['something unseen', undefined, 'integrity', DENIED],
  ] as const)('is laid to %s', (_what, rights, lockdown, reason) => {
    const explained = explainDenial('EPERM', { rights, lockdown });
    expect(explained).toEqual({ ...reason, details: 'EPERM' });
  });
});

describe('an interface', () => {
  it('of a kernel that cannot be asked: what only trying tells', () => {
    const unknown = { features: undefined };
    expect(find('native', unknown)).toMatchObject({
      state: 'note',
      sentence: 'Whether the driver igc has native XDP shows once it is watched.',
    });
    expect(find('merged-frames', unknown)?.sentence).toMatch(/^In generic mode, frames/);
    const large = { ...unknown, link: { ...LINK, mtuBytes: 9000 } };
    expect(find('fragments', large)?.state).toBe('note');
  });

  it('whose driver wants frames in one piece, with larger ones: in the words of the attach', () => {
    const facts = { link: { ...LINK, mtuBytes: 9000 } };
    expect(find('fragments', facts)).toMatchObject({
      state: 'note',
      sentence: nativeRefusal(facts.link, 'EINVAL'),
    });
    expect(find('merged-frames', facts)?.sentence).toMatch(/^Frames that the kernel has merged/);
    expect(find('fragments', { ...facts, link: { ...LINK, mtuBytes: 3498 } })?.state).toBe('good');
  });

  it('whose driver merges frames, or does not say', () => {
    const byDriver = { merging: { byKernel: true, byDriver: true } };
    expect(find('merged-frames', byDriver)).toMatchObject({
      state: 'note',
      remedy: 'To see each by itself: sudo ethtool -K eth7 lro off',
    });
    expect(find('merged-frames', { merging: undefined })?.state).toBe('note');
  });

  it('with a name that means something to a shell: no such name in a command', () => {
    const link = { ...LINK, name: 'a;reboot', state: 'down' as const };
    expect(find('link', { link })?.remedy).toMatch(/sudo ip link set dev INTERFACE up$/);
  });

  it('that libbpf is missing for: not called free', () => {
    expect(find('foreign-xdp', { sawHolder: false })).toMatchObject({
      state: 'note',
      sentence: 'Who holds the interface cannot be seen without libbpf.',
    });
  });

  it('held by somebody, by name or by number', () => {
    const heldBy = { id: 5, mode: 'generic' as const };
    const finding = find('foreign-xdp', { link: { ...LINK, heldBy } });
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: heldInterface('eth7', heldBy).message,
    });
    expect(finding?.sentence).toBe('Another XDP program, with id 5, already holds eth7.');
  });

  it('with many TC programs: some are named', () => {
    const programs = [1, 2, 3, 4, 5, 6].map((id) => ({ id }));
    expect(find('foreign-tc', { tc: { programs, sawTcx: true } })?.sentence).toBe(
      'Others look at packets here as well: id 1, id 2, id 3, id 4 and more.',
    );
  });
});

describe('attributes of a netlink message', () => {
  const message = Uint8Array.of(6, 0, 1, 0x80, 0x39, 0x05, 0, 0, 8, 0, 2, 0, 1, 2, 3, 4);

  it('are read by type, without its flags', () => {
    const attributes = readAttributes(message);
    expect(readNumber(attributes.get(1))).toBe(0x0539);
    expect(readNumber(attributes.get(2))).toBe(0x04030201);
    expect(readNumber(attributes.get(3))).toBe(0);
  });

  it.each([
    ['ends too early', message.subarray(0, 15)],
    ['claims to be longer than it is', message.with(8, 200)],
    ['claims to be shorter than its header', message.with(8, 3)],
  ])('stop at one that %s', (_what, damaged) => {
    expect([...readAttributes(damaged).keys()]).toEqual([1]);
  });

  it('give names that steer no terminal', () => {
    expect(readText(Uint8Array.from(Buffer.from('a\x1b[2Jb\0c')))).toBe('a?[2Jb');
  });
});
