/** BPF programs of traffic control on an interface. Portcullis has none: they are somebody else's. */
import { programNameById } from '../bpf/program-info.ts';
import { BPF_TCX_EGRESS, BPF_TCX_INGRESS, type Libbpf } from '../ffi/libbpf.ts';
import {
  askNetlink,
  NETLINK_ROUTE,
  NLM_F_DUMP,
  readAttributes,
  readNumber,
  readText,
} from './netlink.ts';

// <linux/rtnetlink.h>, <linux/pkt_sched.h>, <linux/pkt_cls.h>
const RTM_GETTFILTER = 46;
const MESSAGE_BYTES = 20;
const IFINDEX_OFFSET = 4;
const PARENT_OFFSET = 12;
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
const TCA_BPF_NAME = 7;
const TCA_BPF_ID = 11;

/** Where a program of either kind hangs: at a queueing discipline, or (tcx) at the interface itself. */
const PLACES = [
  { parent: 0xffff_fff2, tcx: BPF_TCX_INGRESS },
  { parent: 0xffff_fff3, tcx: BPF_TCX_EGRESS },
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
  for (const { parent, tcx } of PLACES) {
    const attached = libbpf ? listTcx(libbpf, ifindex, tcx) : undefined;
    sawTcx &&= attached !== undefined;
    for (const program of [...listClassifiers(ifindex, parent), ...(attached ?? [])]) {
      programs.set(program.id, program);
    }
  }
  return { programs: [...programs.values()], sawTcx };
}

function listClassifiers(ifindex: number, parent: number): TcProgram[] {
  const body = new Uint8Array(MESSAGE_BYTES);
  const view = new DataView(body.buffer);
  view.setInt32(IFINDEX_OFFSET, ifindex, true);
  view.setUint32(PARENT_OFFSET, parent, true);
  const question = { protocol: NETLINK_ROUTE, type: RTM_GETTFILTER, flags: NLM_F_DUMP, body };
  const found: TcProgram[] = [];
  for (const message of askNetlink(question) ?? []) {
    const filter = readAttributes(message.subarray(MESSAGE_BYTES));
    const options = filter.get(TCA_OPTIONS);
    if (readText(filter.get(TCA_KIND)) !== 'bpf' || !options) continue;
    const program = readAttributes(options);
    const id = readNumber(program.get(TCA_BPF_ID));
    if (id !== 0) found.push({ id, name: readText(program.get(TCA_BPF_NAME)) });
  }
  return found;
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
