/** States of the privileges, as the address of the page asks for them. */
import type { PrivilegesState } from '../../../electron/contract/privileges.ts';
import type { Snapshot } from '../../../electron/contract/state.ts';
import { DEMO_FINDINGS } from '../demo-findings.ts';
import {
  DEMO_LOCKED,
  DEMO_PRIVILEGES,
  DEMO_RECORDING,
  type DemoPrivilegeAnswers,
} from '../demo-privileges.ts';

/** `way`: who asks, or `none`. `installation`: of the helper. `unable`: another reason. `bare`: no recording. */
export function demoPrivileges(asked: URLSearchParams, locked: boolean): Partial<Snapshot> {
  const installation = (asked.get('installation') ?? 'absent') as PrivilegesState['installation'];
  const { unlockBy: _, ...rest } = locked ? DEMO_LOCKED : DEMO_PRIVILEGES;
  const way = asked.get('way') ?? (installation === 'absent' ? 'pkexec' : 'bootstrap');
  const privileges: PrivilegesState = {
    ...rest,
    installation,
    unlocking: asked.has('unlocking') && locked,
    ...(way === 'none'
      ? {
          whyNot: {
            code: 'unlock-refused',
            message: 'Portcullis cannot ask for more rights from here.',
            remedy: 'Install pkexec (of polkit) or sudo, and start Portcullis again.',
          },
        }
      : { unlockBy: way as 'pkexec' }),
  };
  const engine = {
    version: '0.1.0',
    host: 'test',
    kernel: '6.18.0',
    libbpf: '1.1.2',
    bootTimeMs: Date.now(),
  } as const;
  if (asked.has('unable')) {
    return {
      privileges,
      engine: {
        ...engine,
        unable: {
          code: 'missing-library',
          message: 'libbpf is not installed.',
          remedy: 'Install the package libbpf1, and start Portcullis again.',
        },
      },
    };
  }
  if (!locked) return { privileges };
  const { unable, recording } = DEMO_RECORDING;
  return {
    privileges,
    engine: {
      ...engine,
      ...(unable ? { unable } : {}),
      ...(recording && !asked.has('bare') ? { recording } : {}),
    },
  };
}

/** `doctor`: `empty`, `refused`, `well`, `able` to filter; otherwise what a locked laptop has. */
export function demoFindings(
  what: string | null,
): Required<Pick<DemoPrivilegeAnswers, 'findings'>> {
  if (what === 'empty') return { findings: [] };
  if (what === 'refused') return { findings: 'refused' };
  if (what === 'able') {
    return { findings: DEMO_FINDINGS.filter(({ check }) => check !== 'capabilities') };
  }
  if (what !== 'well') return { findings: DEMO_FINDINGS };
  return { findings: DEMO_FINDINGS.filter(({ state }) => state === 'good') };
}
