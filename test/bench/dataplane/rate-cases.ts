import { readFileSync } from 'node:fs';
import type { Case } from '../interleaved.ts';
import type { AttachedContender } from './attached.ts';
import type { Bench } from './experiment.ts';
import type { Sources } from './live-generator.ts';

/** Everything a contender lets through reaches the network stack. */
const MAX_PASSED = 16;

/** How many frames per second each contender drops; it has to drop them all. */
export function rateCases(
  { generator, durationMs }: Bench,
  attached: readonly AttachedContender[],
  frame: Uint8Array,
  sources: Sources,
): Case[] {
  return attached.map(({ contender, pair }) => ({
    name: contender.name,
    unit: 'million/s',
    run: () => {
      const before = datagramsReceived();
      const rate = generator.measure(pair, frame, sources, durationMs) / 1e6;
      const passed = datagramsReceived() - before;
      if (passed > MAX_PASSED) throw new Error(`${contender.name} let ${passed} frames through.`);
      return rate;
    },
  }));
}

/** IPv4 datagrams that came to this namespace's stack, whether it took them or not. <proc_net(5)> */
function datagramsReceived(): number {
  const [names = '', values = ''] = readFileSync('/proc/self/net/snmp', 'latin1').split('\n');
  return Number(values.split(' ')[names.split(' ').indexOf('InReceives')]);
}
