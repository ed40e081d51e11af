import { readFileSync } from 'node:fs';
import { type Failure, failure } from '../../contract/failure.ts';

/** What filtering needs, by number. <linux/capability.h> */
export const FILTER_CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_PERFMON: 38, CAP_BPF: 39 } as const;

/** Makes namespaces, and reads the names of other users' programs. */
const CAP_SYS_ADMIN = 21;

/** Whether this is what people mean by root. */
export function hasSystemRights(status = readFileSync('/proc/self/status', 'utf8')): boolean {
  return isEffective(status, CAP_SYS_ADMIN);
}

/** Whether this process may never gain rights, whoever is asked (no_new_privs). */
export function isBarredFromRights(status = readFileSync('/proc/self/status', 'utf8')): boolean {
  return /^NoNewPrivs:\s*1$/m.test(status);
}

/**
 * Which of these this process lacks, by the kernel's names. Of those that filtering needs, CAP_BPF
 * loads programs, CAP_PERFMON lets them read packets at variable offsets, CAP_NET_ADMIN attaches them.
 */
export function missingCapabilities(
  wanted: Readonly<Record<string, number>> = FILTER_CAPABILITIES,
  status = readFileSync('/proc/self/status', 'utf8'),
): readonly string[] {
  return Object.entries(wanted)
    .filter(([, number]) => !isEffective(status, number))
    .map(([name]) => name);
}

/** What this process lacks to filter, in words, or `undefined` if there are none. */
export function missingPrivileges(
  status = readFileSync('/proc/self/status', 'utf8'),
): Failure | undefined {
  const missing = missingCapabilities(FILTER_CAPABILITIES, status);
  if (missing.length === 0) return undefined;
  return failure(
    'missing-privileges',
    `Portcullis may not filter packets: it lacks ${missing.join(', ')}.`,
    'Unlock it, which asks for these rights and nothing more.',
    missing.join(' '),
  );
}

function isEffective(status: string, capability: number): boolean {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return ((effective >> BigInt(capability)) & 1n) !== 0n;
}
