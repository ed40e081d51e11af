/**
 * npm run bench [-- NAME...] [--json] [--quick]: all of them, or those that are named. `micro` is
 * what the parts of the data plane cost, `dataplane` is the whole beside others, `live` is the way from
 * the kernel to the screen, and `live:drain` one part of it alone. With --json the last line is one
 * object with every figure. --quick shows whether they work, not how fast.
 */
import { enterOwnNamespace } from './dataplane/own-namespace.ts';

/** `part`: only the one of this name. */
type Bench = (quick: boolean, part?: string) => Promise<Readonly<Record<string, number>>>;

/** Loaded when they run: neither needs what the other does. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  micro: async () => (await import('./micro.ts')).micro,
  dataplane: async () => (await import('./dataplane/dataplane.ts')).dataplane,
  live: async () => (await import('./live/live.ts')).live,
};
const OPTIONS = ['--json', '--quick'];

const words = process.argv.slice(2);
const names = words.filter((word) => !OPTIONS.includes(word));
const unknown = names.filter((name) => !((name.split(':', 1)[0] as string) in BENCHES));
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown[0]}". Choose from: ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exitCode = 2;
} else if (enterOwnNamespace()) {
  await runAll(names.length > 0 ? names : Object.keys(BENCHES));
}

async function runAll(chosen: readonly string[]): Promise<void> {
  const figures: Record<string, number> = {};
  for (const word of chosen) {
    const [name = '', part] = word.split(':');
    const bench = await BENCHES[name]?.();
    Object.assign(figures, await bench?.(words.includes('--quick'), part));
  }
  if (words.includes('--json')) console.log(JSON.stringify(figures));
}
