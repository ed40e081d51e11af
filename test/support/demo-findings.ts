/** What a doctor may find on a laptop that is locked, in the words of the real one. */
import type { Finding } from '../../electron/contract/doctor.ts';

const MACHINE: readonly Finding[] = [
  good('kernel', 'Kernel', 'Linux 6.18 is new enough; 5.15 is needed.'),
  good('btf', 'Kernel types', 'The kernel describes its types (BTF).'),
  {
    ...note(
      'jit',
      'JIT compiler',
      'Whether the kernel compiles filter programs (JIT) is shown to root only.',
    ),
    remedy: 'To see it: sudo sysctl net.core.bpf_jit_enable',
  },
  good('lockdown', 'Lockdown', 'The kernel is not locked down.'),
  {
    ...note(
      'unprivileged-bpf',
      'Unprivileged BPF',
      'Every user of this machine may load BPF programs, with or without rights.',
    ),
    remedy: 'Portcullis needs it not; to stop it: sudo sysctl kernel.unprivileged_bpf_disabled=2',
  },
  good('bpffs', 'BPF files', 'A bpffs is mounted at /sys/fs/bpf.'),
  good(
    'user-namespaces',
    'User namespaces',
    'The playground can have a network namespace of its own.',
  ),
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
    ...note(
      'helper',
      'Helper',
      'No helper is installed, so the password is asked for in general words.',
    ),
    remedy: 'Install it, which shows first what it puts on the machine.',
    action: 'install',
  },
  good('libbpf', 'libbpf', 'Version 1.1.2 was loaded from /usr/lib/x86_64-linux-gnu/libbpf.so.1.'),
  good('filter-program', 'Filter program', 'The filter program is there, and can be read.'),
];

const UNSEEN = 'None were found; those of tcx show only to who has the rights to filter.';

const INTERFACES: readonly Finding[] = [
  ...[
    good('driver', 'Driver', 'The driver is igc, the MTU 1500 bytes.'),
    good('native', 'Native XDP', 'The driver igc says that it can run the filter itself.'),
    good('fragments', 'Large frames', 'Every frame fits in one piece.'),
    good('foreign-xdp', 'XDP programs', 'No other program holds the interface.'),
    note('foreign-tc', 'TC programs', UNSEEN),
  ].map((finding) => ({ ...finding, interface: 'enp5s0' })),
  ...[
    good('driver', 'Driver', 'The driver is iwlwifi, the MTU 1500 bytes.'),
    {
      ...note('native', 'Native XDP', 'The driver iwlwifi has no native XDP.'),
      remedy:
        'Nothing needs to be done: the kernel runs the filter a little later, in generic mode.',
    },
    {
      ...note(
        'merged-frames',
        'Merged frames',
        'Frames that the kernel has merged (GRO) count as one.',
      ),
      remedy: 'To count each by itself: sudo ethtool -K wlp3s0 gro off',
    },
  ].map((finding) => ({ ...finding, interface: 'wlp3s0' })),
  {
    check: 'foreign-xdp',
    interface: 'tun0',
    subject: 'XDP programs',
    state: 'fault',
    sentence: 'Another XDP program, "xdp_dispatcher" (id 41), already holds tun0.',
    remedy:
      'Portcullis never takes over. Stop the program that loaded it, or choose another interface.',
    details: 'program 41, attached in native mode',
  },
];

export const DEMO_FINDINGS: readonly Finding[] = [...MACHINE, ...OWN, ...INTERFACES];

function good(check: string, subject: string, sentence: string): Finding {
  return { check, subject, state: 'good', sentence };
}

function note(check: string, subject: string, sentence: string): Finding {
  return { ...good(check, subject, sentence), state: 'note' };
}
