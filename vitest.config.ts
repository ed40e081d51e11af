import { defineConfig } from 'vitest/config';

/** These take turns: they share the machine's network stack, its memory for maps, and its cores. */
const ONE_AT_A_TIME = { fileParallelism: false };
/** Only for what hangs. A machine that is busy with something else fails no test. */
const LIMITS = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('contract'),
      project('architecture'),
      project('bpf', ONE_AT_A_TIME),
      project('netns', ONE_AT_A_TIME),
      project('privileges', ONE_AT_A_TIME),
      project('package', ONE_AT_A_TIME),
    ],
  },
});

function project(name: string, options: object = {}) {
  // One process per file: what a test leaves open cannot hold up another's.
  return {
    test: { name, include: [`test/${name}/**/*.test.ts`], pool: 'forks', ...LIMITS, ...options },
  };
}
