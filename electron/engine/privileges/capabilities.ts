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

/**
 * What this process lacks to filter, by the kernel's names. CAP_BPF loads programs, CAP_PERFMON lets
 * them read packets at variable offsets, CAP_NET_ADMIN attaches them.
 */
export function missingCapabilities(
  status = readFileSync('/proc/self/status', 'utf8'),
): readonly string[] {
  return Object.entries(FILTER_CAPABILITIES)
    .filter(([, number]) => !isEffective(status, number))
    .map(([name]) => name);
}

/** {@link missingCapabilities} in words, or `undefined` if there are none. */
export function missingPrivileges(
  status = readFileSync('/proc/self/status', 'utf8'),
): Failure | undefined {
  const missing = missingCapabilities(status);
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
