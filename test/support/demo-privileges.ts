/** What a locked machine looks like, for a window without an engine. */
import type { Finding } from '../../electron/contract/doctor.ts';
import type { InstallationPlan, PrivilegesState } from '../../electron/contract/privileges.ts';

/** Of an engine that may filter. */
export const DEMO_PRIVILEGES: PrivilegesState = {
  missing: [],
  unlockBy: 'pkexec',
  unlocking: false,
  installation: 'absent',
};

export const DEMO_INSTALLATION: InstallationPlan = {
  steps: [
    {
      path: '/opt/portcullis',
      kind: 'directory',
      mode: 'drwxr-xr-x',
      purpose: 'Holds what follows; only root can write there.',
    },
    {
      path: '/opt/portcullis/bootstrap',
      kind: 'file',
      mode: '-rwxr-xr-x',
      purpose: 'Checks what it is asked for, and starts Portcullis as you with three capabilities.',
      text: '#!/bin/sh\n# A short script.\nexec setpriv\n',
    },
  ],
};

export const DEMO_FINDINGS: readonly Finding[] = [
  {
    check: 'kernel',
    subject: 'Kernel',
    state: 'good',
    sentence: 'Linux 6.18 is new enough; 5.15 is needed.',
  },
  {
    check: 'capabilities',
    subject: 'Rights',
    state: 'fault',
    sentence: 'Portcullis may not filter packets: it lacks CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF.',
    remedy: 'Unlock it, which asks for these rights and nothing more.',
    action: 'unlock',
  },
  {
    check: 'native',
    interface: 'enp5s0',
    subject: 'Native XDP',
    state: 'good',
    sentence: 'The driver igc runs the filter itself.',
  },
  {
    check: 'native',
    interface: 'wlp3s0',
    subject: 'Native XDP',
    state: 'note',
    sentence: 'The driver iwlwifi has no native XDP.',
    remedy: 'Nothing: the kernel runs the filter a little later, in generic mode.',
  },
];
