/**
 * Holds a playground for a test: starts it, prints one line of JSON for what happened and for what
 * happens later, stops it on the line `stop`, and ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { startPlayground } from '../../electron/engine/network/playground.ts';

const started = await startPlayground();
print(started);
const orders = createInterface({ input: process.stdin });
orders.on('close', () => process.exit(0));
if (started.ok) {
  const playground = started.value;
  playground.onEnd((why) => print({ ended: why }));
  orders.on('line', async () => {
    await playground.stop();
    print({ stopped: true });
  });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
