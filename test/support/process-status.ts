import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Bit sets, as the kernel prints them. <capabilities(7)> */
export interface CapabilitySets {
  readonly inheritable: bigint;
  readonly permitted: bigint;
  readonly effective: bigint;
  readonly bounding: bigint;
  readonly ambient: bigint;
}

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
  for (const child of processIds()) {
    const parent = Number(readField(child, 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree.map(readStatus).filter((status) => status !== undefined);
}

export function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
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

/** Of every thread, by its id; the main thread's is the process's. Empty if the process is gone. */
export function readThreads(pid: number): ReadonlyMap<number, CapabilitySets> {
  try {
    return new Map(
      readdirSync(`/proc/${pid}/task`).map((thread) => [
        Number(thread),
        parseSets(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
      ]),
    );
  } catch {
    return new Map();
  }
}

function parseSets(status: string): CapabilitySets {
  const set = (name: string) => {
    const bits = new RegExp(`^${name}:\\s*([0-9a-f]+)`, 'm').exec(status)?.[1];
    if (bits === undefined) throw new Error(`the kernel shows no ${name}`);
    return BigInt(`0x${bits}`);
  };
  return {
    inheritable: set('CapInh'),
    permitted: set('CapPrm'),
    effective: set('CapEff'),
    bounding: set('CapBnd'),
    ambient: set('CapAmb'),
  };
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
