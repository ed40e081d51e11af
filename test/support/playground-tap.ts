/** Prints every frame that comes in from the lab, in hexadecimal: `INTERFACE MILLISECONDS`. */
import { FAR_MAC } from '../../electron/engine/network/lab/lab-plan.ts';
import { PacketSocket } from '../../electron/engine/network/lab/packet-socket.ts';

const [interfaceName = '', durationMs = '1000'] = process.argv.slice(2);
const farMac = FAR_MAC.replaceAll(':', '');

using socket = new PacketSocket(interfaceName, { receives: true });
const endMs = Date.now() + Number(durationMs);
for (let isOver = false; !isOver; ) {
  // Before the look, so that what came in time is not left, however late this process is.
  isOver = Date.now() >= endMs;
  for (let frame = socket.receive(); frame; frame = socket.receive()) {
    const hex = Buffer.from(frame).toString('hex');
    if (hex.slice(12, 24) === farMac) process.stdout.write(`${hex}\n`);
  }
  if (!isOver) await new Promise((resolve) => setTimeout(resolve, 20));
}
