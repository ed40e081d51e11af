/** What the engine and an open page take while nothing happens. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding } from '../report.ts';
import { cpuSeconds } from './bare-browser.ts';
import { LiveApp } from './live-app.ts';

/** Until what a start brings along is over, and its garbage collected. */
const SETTLE_MS = 45_000;

export async function idle(seconds: number): Promise<Finding[]> {
  await using app = await LiveApp.start({});
  // The page alone: every client more is told what there is as well.
  app.client.close();
  await wait(SETTLE_MS);
  const pids = [app.hostPid, await app.browser.rendererPid()];
  const before = pids.map(cpuSeconds);
  await wait(seconds * 1000);
  const percents = pids.map(
    (pid, index) => ((cpuSeconds(pid) - (before[index] ?? 0)) * 100) / seconds,
  );
  const [engine = 0, page = 0] = percents;
  await app.accounting();
  return [
    { key: 'idle_cpu_percent', samples: [engine + page], goal: { atMost: 1 } },
    { key: 'idle_engine_cpu_percent', samples: [engine] },
    { key: 'idle_page_cpu_percent', samples: [page] },
  ];
}
