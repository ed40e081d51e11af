/** Whether frames are merged on their way in, so that one stands for several. <linux/ethtool.h> */
import { closeFd } from '../ffi/libc.ts';
import {
  AF_INET,
  ETH_FLAG_LRO,
  ETHTOOL_GFLAGS,
  ETHTOOL_GGRO,
  ioctlAskEthtool,
  SIOCETHTOOL,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  socket,
} from '../ffi/libc-socket.ts';

export interface FrameMerging {
  /** By the kernel (GRO): after native XDP, before generic XDP. */
  readonly byKernel: boolean;
  /** By the driver (LRO): before any XDP. */
  readonly byDriver: boolean;
}

/** Needs no privileges. `undefined` where the interface does not say. */
export function readFrameMerging(interfaceName: string): FrameMerging | undefined {
  const fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return undefined;
  try {
    const gro = ask(fd, interfaceName, ETHTOOL_GGRO);
    const flags = ask(fd, interfaceName, ETHTOOL_GFLAGS);
    if (gro === undefined || flags === undefined) return undefined;
    return { byKernel: gro !== 0, byDriver: (flags & ETH_FLAG_LRO) !== 0 };
  } finally {
    closeFd(fd);
  }
}

function ask(fd: number, interfaceName: string, command: number): number | undefined {
  const value = new Uint32Array([command, 0]);
  const question = {
    ifr_name: interfaceName,
    ifr_data: new Uint8Array(value.buffer),
    ifr_rest: new Array<number>(16).fill(0),
  };
  return ioctlAskEthtool(fd, SIOCETHTOOL, question) === 0 ? value[1] : undefined;
}
