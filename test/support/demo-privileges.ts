/** What a locked machine looks like, and answers, for a window without an engine. */
import type { ApiHandlers } from '../../electron/contract/api.ts';
import type { Finding } from '../../electron/contract/doctor.ts';
import type { InstallationPlan, PrivilegesState } from '../../electron/contract/privileges.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { EngineInfo, Snapshot } from '../../electron/contract/state.ts';
import { DEMO_FINDINGS } from './demo-findings.ts';

/** Of an engine that may filter. */
export const DEMO_PRIVILEGES: PrivilegesState = {
  missing: [],
  unlockBy: 'pkexec',
  unlocking: false,
  installation: 'absent',
};

const MISSING = ['CAP_NET_ADMIN', 'CAP_PERFMON', 'CAP_BPF'];

/** Of one that may not. */
export const DEMO_LOCKED: PrivilegesState = { ...DEMO_PRIVILEGES, missing: MISSING };

/** What such an engine says about itself. */
export const DEMO_RECORDING: Pick<EngineInfo, 'unable' | 'recording'> = {
  unable: {
    code: 'missing-privileges',
    message: `Portcullis may not filter packets: it lacks ${MISSING.join(', ')}.`,
    remedy: 'Unlock it, which asks for these rights and nothing more.',
  },
  recording: { packets: 1500, durationMs: 60_000 },
};

export const DEMO_INSTALLATION: InstallationPlan = {
  steps: [
    {
      path: '/opt/portcullis',
      kind: 'directory',
      mode: 'drwxr-xr-x',
      purpose: 'Holds the helper; only root can write there.',
    },
    {
      path: '/opt/portcullis/bootstrap',
      kind: 'file',
      mode: '-rwxr-xr-x',
      purpose: 'Checks what it is asked for, and starts Portcullis as you with three capabilities.',
      text: `#!/bin/sh\n# A script of some length, to be read before it is installed.\n${'exec setpriv --ambient-caps=+cap_12 -- "$@"\n'.repeat(30)}`,
    },
    {
      path: '/usr/share/polkit-1/actions/io.github.portcullis.filter.policy',
      kind: 'file',
      mode: '-rw-r--r--',
      purpose: 'Tells the system who may run it, and how the question for a password reads.',
      text: '<?xml version="1.0" encoding="UTF-8"?>\n<policyconfig>\n</policyconfig>\n',
    },
  ],
};

export interface DemoPrivilegeAnswers {
  readonly unlock?: 'unlocked' | 'cancelled' | 'refused';
  /** The answer to unlocking is on its way: a process with the rights would take over now. */
  readonly onUnlocked?: () => void;
  readonly install?: 'done' | 'cancelled' | 'refused';
  readonly findings?: readonly Finding[] | 'refused';
}

interface PrivilegeParts {
  readonly state: () => Snapshot;
  readonly patch: (slices: Partial<Snapshot>) => void;
  readonly delay: () => Promise<void>;
  readonly answers: DemoPrivilegeAnswers;
}

export function createPrivilegeHandlers({
  state,
  patch,
  delay,
  answers,
}: PrivilegeParts): Pick<
  ApiHandlers,
  'unlock' | 'planInstallation' | 'install' | 'uninstall' | 'diagnose'
> {
  function change(part: Partial<PrivilegesState>): Result<PrivilegesState> {
    const privileges = { ...state().privileges, ...part };
    patch({ privileges });
    return ok(privileges);
  }

  return {
    unlock: async () => {
      change({ unlocking: true });
      await delay();
      change({ unlocking: false });
      if (answers.unlock === 'unlocked') answers.onUnlocked?.();
      if (answers.unlock !== 'refused') return ok(answers.unlock ?? 'cancelled');
      return fail(
        'unlock-refused',
        'This user may not unlock Portcullis.',
        'Ask an administrator, or start it from a terminal: that says why.',
      );
    },
    planInstallation: async () => ok(DEMO_INSTALLATION),
    install: async () => {
      await delay();
      if (answers.install === 'cancelled') return ok(state().privileges);
      if (answers.install !== 'refused') {
        return change({ installation: 'present', unlockBy: 'bootstrap' });
      }
      return fail('installation-failed', '/opt is read-only.', 'Make it writable, and try again.');
    },
    uninstall: async () => {
      await delay();
      return change({ installation: 'absent', unlockBy: 'pkexec' });
    },
    diagnose: async () => {
      await delay();
      const { findings = DEMO_FINDINGS } = answers;
      if (findings !== 'refused') return ok({ timeMs: Date.now(), findings });
      return fail('internal', 'Portcullis has a bug here.', 'Report what is in the log, please.');
    },
  };
}
