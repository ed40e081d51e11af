/** What hangs at an interface's clsact qdisc, by a question to the kernel that needs no rights. */
import {
  askNetlink,
  NETLINK_ROUTE,
  NLM_F_DUMP,
  readAttributes,
  readNumber,
  readText,
} from './netlink.ts';

// <linux/rtnetlink.h>, <linux/pkt_sched.h>, <linux/pkt_cls.h>
const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;
/** `struct tcmsg`, in the machine's byte order. */
const MESSAGE_BYTES = 20;
const IFINDEX_OFFSET = 4;
const HANDLE_OFFSET = 8;
const PARENT_OFFSET = 12;
const INFO_OFFSET = 16;
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
const TCA_BPF_NAME = 7;
const TCA_BPF_ID = 11;

/** The one place of an interface that `clsact` and the older `ingress` compete for. */
const TC_H_CLSACT = 0xffff_fff1;

export const CLSACT_INGRESS = 0xffff_fff2;
export const CLSACT_EGRESS = 0xffff_fff3;
export type ClsactSide = typeof CLSACT_INGRESS | typeof CLSACT_EGRESS;

export interface TcFilter {
  readonly kind: string;
  /** 0 for the entry that stands for all filters of a priority. */
  readonly handle: number;
  readonly priority: number;
  /** Of kind `bpf`; otherwise 0. */
  readonly programId: number;
  /** As whoever attached it called it; libbpf says `name:[id]`. */
  readonly programName: string;
}

/** `undefined` where the kernel does not tell. */
export function listTcFilters(ifindex: number, side: ClsactSide): TcFilter[] | undefined {
  return ask(RTM_GETTFILTER, ifindex, side)?.map((message) => {
    const attributes = readAttributes(message.subarray(MESSAGE_BYTES));
    const options = attributes.get(TCA_OPTIONS);
    const kind = readText(attributes.get(TCA_KIND));
    const program = kind === 'bpf' && options ? readAttributes(options) : undefined;
    const header = viewOf(message);
    return {
      kind,
      handle: header.getUint32(HANDLE_OFFSET, true),
      priority: header.getUint32(INFO_OFFSET, true) >>> 16,
      programId: readNumber(program?.get(TCA_BPF_ID)),
      programName: readText(program?.get(TCA_BPF_NAME)),
    };
  });
}

/** `clsact`, `ingress`, or `undefined` if there is neither, or the kernel does not tell. */
export function qdiscForClassifiers(ifindex: number): string | undefined {
  const message = ask(RTM_GETQDISC, ifindex, TC_H_CLSACT)?.find((candidate) => {
    // Of all interfaces and places, whatever was asked for.
    const header = viewOf(candidate);
    return (
      header.getInt32(IFINDEX_OFFSET, true) === ifindex &&
      header.getUint32(PARENT_OFFSET, true) === TC_H_CLSACT
    );
  });
  return message && readText(readAttributes(message.subarray(MESSAGE_BYTES)).get(TCA_KIND));
}

function ask(type: number, ifindex: number, parent: number): Uint8Array[] | undefined {
  const body = new Uint8Array(MESSAGE_BYTES);
  const view = viewOf(body);
  view.setInt32(IFINDEX_OFFSET, ifindex, true);
  view.setUint32(PARENT_OFFSET, parent, true);
  const messages = askNetlink({ protocol: NETLINK_ROUTE, type, flags: NLM_F_DUMP, body });
  return messages?.filter((message) => message.length >= MESSAGE_BYTES);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
