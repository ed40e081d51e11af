/** What the drivers say of their XDP, without anything being attached. <linux/netdev.h> */
import {
  askNetlink,
  NETLINK_GENERIC,
  NLM_F_DUMP,
  readAttributes,
  readNumber,
  textAttribute,
} from './netlink.ts';

// <linux/genetlink.h>
const GENL_ID_CTRL = 16;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;
/** `struct genlmsghdr`: command, version, and two bytes that are not used. */
const GENERIC_HEADER_BYTES = 4;

const NETDEV_CMD_DEV_GET = 1;
const NETDEV_A_DEV_IFINDEX = 1;
const NETDEV_A_DEV_XDP_FEATURES = 3;
const NETDEV_XDP_ACT_BASIC = 1 << 0;
const NETDEV_XDP_ACT_RX_SG = 1 << 5;

export interface XdpFeatures {
  /** The driver runs programs itself. */
  readonly native: boolean;
  /** It hands over frames in pieces, so they may be larger than a page. */
  readonly fragments: boolean;
}

/** By ifindex. `undefined` before Linux 6.3, which cannot be asked. */
export function readXdpFeatures(): ReadonlyMap<number, XdpFeatures> | undefined {
  const [family] =
    ask(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0, textAttribute(CTRL_ATTR_FAMILY_NAME, 'netdev')) ?? [];
  const familyId = readNumber(family?.get(CTRL_ATTR_FAMILY_ID));
  if (familyId === 0) return undefined;
  const devices = ask(familyId, NETDEV_CMD_DEV_GET, NLM_F_DUMP, new Uint8Array());
  if (!devices) return undefined;
  const features = new Map<number, XdpFeatures>();
  for (const device of devices) {
    // Every flag that is read is among the low 32 bits of 64.
    const flags = readNumber(device.get(NETDEV_A_DEV_XDP_FEATURES)?.subarray(0, 4));
    features.set(readNumber(device.get(NETDEV_A_DEV_IFINDEX)), {
      native: (flags & NETDEV_XDP_ACT_BASIC) !== 0,
      fragments: (flags & NETDEV_XDP_ACT_RX_SG) !== 0,
    });
  }
  return features;
}

function ask(
  family: number,
  command: number,
  flags: number,
  attributes: Uint8Array,
): Map<number, Uint8Array>[] | undefined {
  const body = new Uint8Array(GENERIC_HEADER_BYTES + attributes.length);
  body[0] = command;
  body[1] = 1;
  body.set(attributes, GENERIC_HEADER_BYTES);
  const answer = askNetlink({ protocol: NETLINK_GENERIC, type: family, flags, body });
  return answer?.map((message) => readAttributes(message.subarray(GENERIC_HEADER_BYTES)));
}
