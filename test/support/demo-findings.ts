/** What a doctor may find on a laptop that is locked. */
import type { Finding } from '../../electron/contract/doctor.ts';

const MACHINE: readonly Finding[] = [
  good('kernel', 'Kernel', 'Linux 6.18 is new enough; 5.15 is needed.'),
  good('btf', 'Type information', 'The kernel describes its own types, which the filter reads.'),
  good('jit', 'Compiler', 'The kernel compiles filters to machine code.'),
  good('lockdown', 'Lockdown', 'The kernel does not restrict root.'),
  {
    check: 'unprivileged-bpf',
    subject: 'Unprivileged BPF',
    state: 'note',
    sentence: 'Every user may load simple BPF programs.',
    remedy: 'Portcullis does not need it: set kernel.unprivileged_bpf_disabled to 2.',
  },
  good('bpffs', 'BPF file system', 'It is mounted at /sys/fs/bpf.'),
  good('user-namespaces', 'User namespaces', 'Any user may make one, as the sandbox needs.'),
];

const OWN: readonly Finding[] = [
  {
    check: 'capabilities',
    subject: 'Rights',
    state: 'fault',
    sentence: 'Portcullis may not filter packets: it lacks CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF.',
    remedy: 'Unlock it, which asks for these rights and nothing more.',
    action: 'unlock',
    details: 'CapEff 0000000000000000',
  },
  {
    check: 'helper',
    subject: 'Helper',
    state: 'note',
    sentence: 'No helper is installed, so every start asks for the password.',
    remedy: 'Install it if you want to be asked less often.',
    action: 'install',
  },
  good('libbpf', 'libbpf', 'Version 1.1.2 is loaded from /usr/lib/x86_64-linux-gnu/libbpf.so.1.'),
];

const INTERFACES: readonly Finding[] = [
  {
    ...good('native', 'Native XDP', 'The driver igc runs the filter itself.'),
    interface: 'enp5s0',
  },
  { ...good('mtu', 'Frame size', 'Frames of 1,500 bytes fit.'), interface: 'enp5s0' },
  { ...good('programs', 'Other programs', 'No other program is attached.'), interface: 'enp5s0' },
  {
    check: 'native',
    interface: 'wlp3s0',
    subject: 'Native XDP',
    state: 'note',
    sentence: 'The driver iwlwifi has no native XDP.',
    remedy: 'Nothing: the kernel runs the filter a little later, in generic mode.',
  },
  { ...good('mtu', 'Frame size', 'Frames of 1,500 bytes fit.'), interface: 'wlp3s0' },
  {
    check: 'programs',
    interface: 'tun0',
    subject: 'Other programs',
    state: 'fault',
    sentence: 'Another XDP program, "xdp_dispatcher" (id 41), already holds tun0.',
    remedy: 'Unload it, or watch another interface.',
    details: 'prog_id 41\nmode native',
  },
];

export const DEMO_FINDINGS: readonly Finding[] = [...MACHINE, ...OWN, ...INTERFACES];

function good(check: string, subject: string, sentence: string): Finding {
  return { check, subject, state: 'good', sentence };
}
