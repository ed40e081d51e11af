/** BPF programs of traffic control on an interface, other than Portcullis's own. */
import { PROGRAM_NAMES } from '../bpf/layout.ts';
import { programNameById } from '../bpf/program-info.ts';
import { BPF_TCX_EGRESS, BPF_TCX_INGRESS, type Libbpf } from '../ffi/libbpf.ts';
import { CLSACT_EGRESS, CLSACT_INGRESS, type ClsactSide, listTcFilters } from './tc-filters.ts';

/** Where a program of either kind hangs: at a queueing discipline, or (tcx) at the interface itself. */
const PLACES = [
  { side: CLSACT_INGRESS, tcx: BPF_TCX_INGRESS },
  { side: CLSACT_EGRESS, tcx: BPF_TCX_EGRESS },
] as const;

/** More of them on one side of one interface are not told. */
const MAX_TCX = 64;
/** The kernel does not know the question: before Linux 6.6 there is no tcx. */
const EINVAL = 22;

export interface TcProgram {
  readonly id: number;
  /** Absent for tcx where the kernel does not permit to ask (it wants CAP_SYS_ADMIN). */
  readonly name?: string;
}

export interface TcPrograms {
  readonly programs: readonly TcProgram[];
  /** Whether those of tcx could be seen: that takes the rights to filter, and libbpf. */
  readonly sawTcx: boolean;
}

/** Of both directions, each program once. */
export function listTcPrograms(ifindex: number, libbpf: Libbpf | undefined): TcPrograms {
  const programs = new Map<number, TcProgram>();
  let sawTcx = true;
  for (const { side, tcx } of PLACES) {
    const attached = libbpf ? listTcx(libbpf, ifindex, tcx) : undefined;
    sawTcx &&= attached !== undefined;
    for (const program of [...listClassifiers(ifindex, side), ...(attached ?? [])]) {
      if (!isOurs(program)) programs.set(program.id, program);
    }
  }
  return { programs: [...programs.values()], sawTcx };
}

/** Of any engine: a filter's name has the program's id behind it. */
function isOurs({ name }: TcProgram): boolean {
  return name?.split(':')[0] === PROGRAM_NAMES.out;
}

function listClassifiers(ifindex: number, side: ClsactSide): TcProgram[] {
  return (listTcFilters(ifindex, side) ?? [])
    .filter(({ programId }) => programId !== 0)
    .map(({ programId, programName }) => ({ id: programId, name: programName }));
}

/** `undefined` where this process may not see them. */
function listTcx(libbpf: Libbpf, ifindex: number, type: number): TcProgram[] | undefined {
  const ids = new Uint32Array(MAX_TCX);
  const count: [number] = [MAX_TCX];
  const result = libbpf.queryPrograms(ifindex, type, 0, null, ids, count);
  if (result < 0) return result === -EINVAL ? [] : undefined;
  return [...ids.subarray(0, count[0])].map((id) => {
    const name = programNameById(libbpf, id);
    return name === undefined ? { id } : { id, name };
  });
}
