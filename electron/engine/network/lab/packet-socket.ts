/** Whole Ethernet frames in and out of one interface. Needs CAP_NET_RAW in its network namespace. */
import { constants } from 'node:os';
import { errnoName } from '../../bpf/errno.ts';
import { closeFd, lastErrno } from '../../ffi/libc.ts';
import {
  AF_INET,
  AF_PACKET,
  bindLinkLayer,
  ETH_P_ALL,
  ETHTOOL_STXCSUM,
  interfaceIndex,
  ioctlEthtool,
  MSG_DONTWAIT,
  receive,
  SIOCETHTOOL,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCKADDR_LL_BYTES,
  send,
  socket,
} from '../../ffi/libc-socket.ts';

const { EAGAIN, ENOBUFS } = constants.errno;

export class PacketSocket implements Disposable {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(65_536);

  /**
   * Throws when the interface does not exist or the socket is refused.
   * `receives`: whether it takes copies of what passes the interface, in both directions.
   */
  constructor(interfaceName: string, options: { readonly receives: boolean }) {
    // Protocol 0 receives nothing, so that a socket that only sends costs the kernel no copies.
    const protocolBe = options.receives ? htons(ETH_P_ALL) : 0;
    this.#fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (this.#fd < 0) throw new Error(`socket: ${errnoName(lastErrno())}`);
    const address = {
      sll_family: AF_PACKET,
      sll_protocol: protocolBe,
      sll_ifindex: interfaceIndex(interfaceName),
      sll_hatype: 0,
      sll_pkttype: 0,
      sll_halen: 0,
      sll_addr: [0, 0, 0, 0, 0, 0, 0, 0],
    };
    // Index 0 would bind to every interface at once.
    const bound =
      address.sll_ifindex !== 0 && bindLinkLayer(this.#fd, address, SOCKADDR_LL_BYTES) === 0;
    if (!bound) {
      const reason = errnoName(lastErrno());
      closeFd(this.#fd);
      throw new Error(`bind to ${interfaceName}: ${reason}`);
    }
  }

  /** Answers null, or the name of the error. A full queue is no error: the frame is lost, as on a wire. */
  send(frame: Uint8Array): string | null {
    if (send(this.#fd, frame, frame.length, MSG_DONTWAIT) >= 0) return null;
    const errno = lastErrno();
    return errno === EAGAIN || errno === ENOBUFS ? null : errnoName(errno);
  }

  /** The next frame that waits, or null. VLAN tags were taken off by the kernel. */
  receive(): Uint8Array | null {
    const sizeBytes = receive(this.#fd, this.#buffer, this.#buffer.length, MSG_DONTWAIT);
    return sizeBytes < 0 ? null : this.#buffer.slice(0, sizeBytes);
  }

  [Symbol.dispose](): void {
    closeFd(this.#fd);
  }
}

/**
 * Makes the kernel finish TCP and UDP checksums before it hands a frame to this interface, as a
 * network card would. Between two ends of a veth pair it leaves them out otherwise, and whoever
 * looks at the frames sees wrong ones. Answers false where the driver refuses.
 */
export function finishChecksums(interfaceName: string): boolean {
  const fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const request = {
    ifr_name: interfaceName,
    ifr_data: { cmd: ETHTOOL_STXCSUM, data: 0 },
    ifr_rest: new Array<number>(16).fill(0),
  };
  const done = ioctlEthtool(fd, SIOCETHTOOL, request) === 0;
  closeFd(fd);
  return done;
}

function htons(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}
