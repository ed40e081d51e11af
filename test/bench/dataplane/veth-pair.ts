/** Two joined interfaces of the bench's namespace: the generator sends at one, the other receives. */
import { readFileSync } from 'node:fs';
import { interfaceIndex } from '../../../electron/engine/ffi/libc-socket.ts';
import { runTool } from './run-tool.ts';

const RECEIVER_MAC = '02:00:00:00:00:02';
let lastNumber = 0;

export interface VethPair {
  readonly receiver: string;
  readonly senderIfindex: number;
  readonly receiverIfindex: number;
  /** Frames that the receiving end has taken out of its queue, since it was made. */
  received(): number;
  remove(): void;
}

export function makeVethPair(isXdp: boolean): VethPair {
  lastNumber += 1;
  const [sender, receiver] = [`send${lastNumber}`, `receive${lastNumber}`];
  const peer = ['peer', 'name', receiver, 'address', RECEIVER_MAC];
  runTool('ip', ['link', 'add', sender, 'type', 'veth', ...peer]);
  for (const name of [sender, receiver]) {
    // No neighbour discovery of the kernel's own in between.
    runTool('ip', ['link', 'set', 'dev', name, 'addrgenmode', 'none']);
    runTool('ip', ['link', 'set', 'dev', name, 'up']);
  }
  if (!isXdp) runTool('ethtool', ['-K', receiver, 'gro', 'on']);
  return {
    receiver,
    senderIfindex: interfaceIndex(sender),
    receiverIfindex: interfaceIndex(receiver),
    received: () => Number(readFileSync(`/sys/class/net/${receiver}/statistics/rx_packets`)),
    remove: () => void runTool('ip', ['link', 'delete', 'dev', sender]),
  };
}
