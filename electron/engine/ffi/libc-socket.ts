/** Raw Ethernet sockets, netlink and network namespaces, as the C library has them. Declarations only. */
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

// <sched.h>
export const CLONE_NEWNET = 0x4000_0000;
/** Acts on the calling thread. 0, or -1 with errno. */
export const unshare: (flags: number) => number = libc.func('int unshare(int flags)');

// <net/if.h>
/** The index of an interface in the caller's network namespace; 0 if there is none of that name. */
export const interfaceIndex: (name: string) => number = libc.func(
  'unsigned int if_nametoindex(const char *name)',
);

// <sys/socket.h>, <linux/if_ether.h>, <linux/if_packet.h>
export const AF_INET = 2;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
/** Every protocol, in host order: htons before use. */
export const ETH_P_ALL = 0x0003;
export const MSG_DONTWAIT = 0x40;

koffi.struct('sockaddr_ll', {
  sll_family: 'uint16_t',
  sll_protocol: 'uint16_t',
  sll_ifindex: 'int',
  sll_hatype: 'uint16_t',
  sll_pkttype: 'uint8_t',
  sll_halen: 'uint8_t',
  sll_addr: 'uint8_t[8]',
});
export const SOCKADDR_LL_BYTES = 20;

/** `struct sockaddr_ll`. `sll_protocol` is in network order, as everything else in host order. */
export interface LinkLayerAddress {
  readonly sll_family: number;
  readonly sll_protocol: number;
  readonly sll_ifindex: number;
  readonly sll_hatype: number;
  readonly sll_pkttype: number;
  readonly sll_halen: number;
  readonly sll_addr: readonly number[];
}

/** A descriptor, or -1 with errno. `protocol` is in network order for AF_PACKET. */
export const socket: (domain: number, type: number, protocol: number) => number = libc.func(
  'int socket(int domain, int type, int protocol)',
);
/** 0, or -1 with errno. */
export const bindLinkLayer: (fd: number, address: LinkLayerAddress, sizeBytes: number) => number =
  libc.func('bind', 'int', ['int', 'const sockaddr_ll *', 'uint32_t']);
/** Bytes sent, or -1 with errno. */
export const send: (fd: number, bytes: Uint8Array, sizeBytes: number, flags: number) => number =
  libc.func('long send(int fd, const void *bytes, size_t size, int flags)');
/** Bytes received, or -1 with errno. */
export const receive: (fd: number, into: Uint8Array, sizeBytes: number, flags: number) => number =
  libc.func('recv', 'long', ['int', 'void *', 'size_t', 'int']);

// <sys/ioctl.h>, <linux/sockios.h>, <linux/ethtool.h>
export const SIOCETHTOOL = 0x8946;
export const ETHTOOL_STXCSUM = 0x17;
export const ETHTOOL_GFLAGS = 0x25;
export const ETHTOOL_GGRO = 0x2b;
/** In the answer to ETHTOOL_GFLAGS. */
export const ETH_FLAG_LRO = 1 << 15;

koffi.struct('ethtool_value', { cmd: 'uint32_t', data: 'uint32_t' });
koffi.struct('ifreq_ethtool', {
  ifr_name: koffi.array('char', 16, 'String'),
  ifr_data: 'ethtool_value *',
  /** The rest of the union, which the kernel copies too. */
  ifr_rest: 'uint8_t[16]',
});

export interface EthtoolRequest {
  readonly ifr_name: string;
  readonly ifr_data: { readonly cmd: number; readonly data: number };
  readonly ifr_rest: readonly number[];
}

/** 0, or -1 with errno. */
export const ioctlEthtool: (fd: number, request: number, argument: EthtoolRequest) => number =
  libc.func('ioctl', 'int', ['int', 'unsigned long', 'ifreq_ethtool *']);

koffi.struct('ifreq_ethtool_answer', {
  ifr_name: koffi.array('char', 16, 'String'),
  ifr_data: 'void *',
  ifr_rest: 'uint8_t[16]',
});

/** As {@link EthtoolRequest}; the kernel writes its answer into the bytes of `ifr_data`. */
export interface EthtoolQuestion {
  readonly ifr_name: string;
  /** `struct ethtool_value`, in the machine's byte order. */
  readonly ifr_data: Uint8Array;
  readonly ifr_rest: readonly number[];
}

/** 0, or -1 with errno. */
export const ioctlAskEthtool: (fd: number, request: number, argument: EthtoolQuestion) => number =
  libc.func('ioctl', 'int', ['int', 'unsigned long', 'ifreq_ethtool_answer *']);
