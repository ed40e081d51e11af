import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the kernel says of one process. */
export interface ProcessStatus {
  readonly pid: number;
  /** Its words. Where spaces were quoted cannot be told: Chromium's children rewrite theirs. */
  readonly arguments: readonly string[];
  readonly uid: number;
  /** As a bit set; meaningful within the process's user namespace. */
  readonly effectiveCapabilities: bigint;
  readonly hasSeccompFilter: boolean;
  readonly userNamespace: string;
}

/** A process and everything that descends from it. Processes that end meanwhile are left out. */
export function processTree(pid: number): readonly ProcessStatus[] {
  const children = new Map<number, number[]>();
  for (const child of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(readField(child, 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree.map(readStatus).filter((status) => status !== undefined);
}

/** Undefined if there is no such process, or only what is left of one until its parent looks. */
export function readStatus(pid: number): ProcessStatus | undefined {
  try {
    return {
      pid,
      arguments: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]+/),
      uid: Number(readField(pid, 'Uid')),
      effectiveCapabilities: BigInt(`0x${readField(pid, 'CapEff')}`),
      hasSeccompFilter: readField(pid, 'Seccomp') === '2',
      userNamespace: readlinkSync(`/proc/${pid}/ns/user`),
    };
  } catch {
    return undefined;
  }
}

/** The first word of a field. Undefined if the process is gone. */
function readField(pid: number, name: string): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1];
  } catch {
    return undefined;
  }
}
