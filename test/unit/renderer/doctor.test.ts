import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../electron/contract/doctor.ts';
import {
  findingCounts,
  findingGroups,
  findingsVerdict,
} from '../../../renderer/model/doctor-groups.ts';
import { doctorReport } from '../../../renderer/model/doctor-report.ts';
import { remedyParts } from '../../../renderer/model/remedy-parts.ts';

function finding(check: string, state: Finding['state'], more: Partial<Finding> = {}): Finding {
  return { check, subject: check.toUpperCase(), state, sentence: `About ${check}.`, ...more };
}

const FINDINGS = [
  finding('kernel', 'good'),
  finding('unprivileged-bpf', 'note', { remedy: 'Switch it off.' }),
  finding('libbpf', 'good'),
  finding('capabilities', 'fault', { remedy: 'Unlock it.', details: 'CapEff 0\nCapBnd 0' }),
  finding('native', 'good', { interface: 'eth0' }),
  finding('native', 'note', { interface: 'wlan0' }),
  finding('foreign-xdp', 'fault', { interface: 'tun0', remedy: 'Unload it.' }),
  finding('mtu', 'good', { interface: 'tun0' }),
];

describe('groups', () => {
  it('are the machine and Portcullis, then the interfaces, each worst first', () => {
    expect(
      findingGroups(FINDINGS).map(({ title, isInterface, findings }) => [
        title,
        isInterface,
        findings.map(({ check }) => check),
      ]),
    ).toEqual([
      ['Portcullis', false, ['capabilities', 'libbpf']],
      ['This machine', false, ['unprivileged-bpf', 'kernel']],
      ['tun0', true, ['foreign-xdp', 'mtu']],
      ['wlan0', true, ['native']],
      ['eth0', true, ['native']],
    ]);
  });

  it('leave out what was not looked at, and lose nothing', () => {
    expect(findingGroups([])).toEqual([]);
    expect(findingGroups([finding('something new', 'good')]).map(({ title }) => title)).toEqual([
      'This machine',
    ]);
    expect(findingGroups(FINDINGS).flatMap(({ findings }) => findings)).toHaveLength(
      FINDINGS.length,
    );
  });

  it('tell an interface from a heading of the same name', () => {
    const groups = findingGroups([
      finding('kernel', 'good'),
      finding('native', 'good', { interface: 'machine' }),
    ]);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(2);
  });
});

describe('the summary', () => {
  it('counts faults first, and says good ones even where there are none', () => {
    const texts = (findings: readonly Finding[]) => findingCounts(findings).map(({ text }) => text);
    expect(texts(FINDINGS)).toEqual(['2 faults', '2 notes', '4 good']);
    expect(texts([finding('kernel', 'fault')])).toEqual(['1 fault', '0 good']);
    expect(texts([finding('kernel', 'good')])).toEqual(['1 good']);
  });

  it('says in a sentence what it comes to', () => {
    const verdicts = (['fault', 'note', 'good'] as const).map((state) =>
      findingsVerdict([finding('kernel', 'good'), finding('jit', state)]),
    );
    expect(new Set(verdicts).size).toBe(3);
    expect(verdicts[2]).toBe('Everything is as it should be.');
  });
});

describe('the command of a remedy', () => {
  it('is what follows a colon and begins with sudo', () => {
    expect(remedyParts('To see it: sudo sysctl net.core.bpf_jit_enable')).toEqual({
      words: 'To see it: ',
      command: 'sudo sysctl net.core.bpf_jit_enable',
    });
    expect(remedyParts('sudo sysctl a=1')).toEqual({ words: '', command: 'sudo sysctl a=1' });
  });

  it('is not made of words about sudo', () => {
    for (const words of [
      'Install pkexec (of polkit) or sudo, and start Portcullis again.',
      'Do it in a terminal, where sudo can ask for a password: portcullis install.',
      'Nothing needs to be done.',
    ]) {
      expect(remedyParts(words)).toEqual({ words });
    }
  });
});

describe('the report', () => {
  it('holds every finding with its remedy and evidence, and the engine', () => {
    const report = doctorReport(
      { timeMs: Date.UTC(2026, 0, 2, 3, 4, 5), findings: FINDINGS },
      { version: '0.1.0', host: 'headless', kernel: '6.1.0', libbpf: '1.1.2', bootTimeMs: 0 },
    );
    expect(report).toContain('Doctor, 2026-01-02T03:04:05.000Z: 2 faults, 2 notes, 4 good');
    expect(report).toContain('\nPortcullis\n  fault  CAPABILITIES: About capabilities.\n');
    expect(report).toContain('         Unlock it.\n         details: CapEff 0 | CapBnd 0\n');
    expect(report).toMatch(/\ntun0\n {2}fault {2}FOREIGN-XDP: About foreign-xdp\.\n/);
    expect(report.endsWith('Portcullis 0.1.0 (headless), kernel 6.1.0, libbpf 1.1.2')).toBe(true);
    expect(report.match(/About /g)).toHaveLength(FINDINGS.length);
  });
});
