/** A page that is looked at during a flood: nothing lost, frames in time, memory that stays. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Accounting } from '../../../electron/contract/accounting.ts';
import type { Finding } from '../report.ts';
import { percentile95, summarize } from '../statistics.ts';
import { privateBytes } from './bare-browser.ts';
import { LiveApp } from './live-app.ts';

const PACKETS_PER_SECOND = 500_000;
/** More than the byte ring has room for, times the rows of a full history. */
const FRAME_BYTES = 100;
const MIB = 2 ** 20;
/** More rows than the history keeps. */
const WARM_UP = { packetsPerSecond: 150_000, seconds: 10 };

interface FrameTimes {
  /** From where the work of a frame began to where that of the next one did. */
  readonly deltasMs: readonly number[];
  /** From one frame that was drawn to the next, by the display's own clock. */
  readonly shownMs: readonly number[];
  readonly longTasksMs: readonly number[];
}

/** In the page: notes when it draws, and what keeps it from that. */
const WATCH_FRAMES = `
  globalThis.watched = { deltasMs: [], shownMs: [], longTasksMs: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.longTasksMs.push(entry.duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  let lastShown = document.timeline.currentTime;
  const note = (shown) => {
    // The display's clock hides what comes late within its frame; when the work begins cannot.
    const now = performance.now();
    watched.deltasMs.push(now - last);
    watched.shownMs.push(shown - lastShown);
    last = now;
    lastShown = shown;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
`;

export async function sustained(seconds: number): Promise<Finding[]> {
  await using app = await LiveApp.start({
    eventBudgetPerCpu: 2 * PACKETS_PER_SECOND,
    record: { which: 'all', snapshotBytes: 256 },
  });
  const { browser } = app;
  // Until history and byte ring are full, and what is made once is made.
  const warmUp = app.send({ ...WARM_UP, frameBytes: FRAME_BYTES, senders: 'many' });
  await warmUp.sent;
  const before = await app.accounting();
  const traffic = { packetsPerSecond: PACKETS_PER_SECOND, frameBytes: FRAME_BYTES, seconds };
  const { begun, sent } = app.send({ ...traffic, senders: 'many' });
  await begun;
  const startMs = performance.now();
  await browser.evaluate(WATCH_FRAMES);
  await wait(Math.min(seconds / 3, 10) * 1000);
  const engineBefore = privateBytes(app.hostPid);
  const packets = await sent;
  const elapsed = (performance.now() - startMs) / 1000;
  const frames = await browser.evaluate<FrameTimes>('watched');
  const rendererBytes = privateBytes(await browser.rendererPid());
  const engineBytes = privateBytes(app.hostPid);
  const after = await app.accounting();
  const { seen, delivered, sampledOut, lostRing, lostEngine, lostLink } = since(before, after);
  // What the cable itself has no room for never comes to the filter.
  if (seen < packets) console.log(`Of ${packets} packets that were sent, ${seen} arrived.`);
  const lost = sampledOut + lostRing + lostEngine + lostLink;
  return [
    { key: 'sustained_events_per_s', samples: [delivered / elapsed] },
    { key: 'sustained_lost', samples: [lost], goal: { atMost: 0 } },
    { key: 'sustained_sampled_out', samples: [sampledOut] },
    { key: 'sustained_lost_link', samples: [lostLink] },
    {
      key: 'frame_ms_p95',
      samples: [percentile95(frames.deltasMs)],
      goal: { atMost: 20 },
    },
    { key: 'frame_shown_ms_p95', samples: [percentile95(frames.shownMs)] },
    { key: 'frame_ms_median', samples: [summarize(frames.deltasMs).median] },
    {
      key: 'longest_task_ms',
      samples: [Math.max(0, ...frames.longTasksMs)],
      goal: { atMost: 200 },
    },
    { key: 'renderer_private_mb', samples: [rendererBytes / MIB], goal: { atMost: 350 } },
    { key: 'engine_private_mb', samples: [engineBytes / MIB] },
    { key: 'engine_growth_mb', samples: [(engineBytes - engineBefore) / MIB] },
  ];
}

function since(before: Accounting, after: Accounting): Accounting {
  const names = Object.keys(after) as (keyof Accounting)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as never;
}
