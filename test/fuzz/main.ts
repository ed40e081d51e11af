/**
 * npm run fuzz [-- --sets N --frames N --seed N]: the kernel against the reference, at length.
 * npm run fuzz -- decode [--packets N --seed N]: packets that were tampered with, through the decoders.
 */
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: 'string', default: '1000' },
    frames: { type: 'string', default: '1000' },
    packets: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);

if (positionals[0] === 'decode') {
  const { fuzzDecoders } = await import('./decoders.ts');
  fuzzDecoders(Number(values.packets), seed);
} else {
  const { fuzzKernel } = await import('./kernel.ts');
  await fuzzKernel(Number(values.sets), Number(values.frames), seed);
}
