/** From the kernel to the screen. Needs root, Chromium and clang. Every run accounts for every packet. */
import { bindLibbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { RESOURCES } from '../../support/paths.ts';
import { type Finding, printMeasurements, valuesOf } from '../report.ts';
import { click } from './click.ts';
import { drain } from './drain.ts';
import { flood } from './flood.ts';
import { idle } from './idle.ts';
import { sustained } from './sustained.ts';

const FULL = { events: 20_000_000, seconds: 60, clicks: 60, idleSeconds: 30, rounds: 15 };
const QUICK = { events: 1_000_000, seconds: 6, clicks: 3, idleSeconds: 5, rounds: 2 };
const FLOOD_MS = { full: 150, quick: 50 };

/** `quick`: whether everything works, not how fast. `part`: nothing but the part of this name. */
export async function live(
  quick: boolean,
  part?: string,
): Promise<Readonly<Record<string, number>>> {
  const { events, seconds, clicks, idleSeconds, rounds } = quick ? QUICK : FULL;
  const libbpf = bindLibbpf(expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`)));
  libbpf.silence();
  const durationMs = quick ? FLOOD_MS.quick : FLOOD_MS.full;
  const parts: Readonly<Record<string, readonly [string, () => Promise<Finding[]>]>> = {
    drain: ['Out of the ring, records alone', () => drain(events, 'drain', 0)],
    bytes: ['Out of the ring, with the first bytes', () => drain(events, 'drain_bytes', 256)],
    sustained: ['Kernel to page', () => sustained(seconds)],
    idle: ['While nothing happens', () => idle(idleSeconds)],
    flood: ['A flood, watched or not', () => flood(libbpf, rounds, durationMs)],
    click: ['Click to first dropped packet', () => click(clicks)],
  };
  if (part !== undefined && !Object.hasOwn(parts, part)) {
    throw new Error(`There is no part "${part}". Choose from: ${Object.keys(parts).join(', ')}.`);
  }
  const findings: Finding[] = [];
  for (const [name, [title, measure]] of Object.entries(parts)) {
    if (part !== undefined && name !== part) continue;
    const found = await measure();
    printMeasurements(title, { series: [], findings: found });
    findings.push(...found);
  }
  return valuesOf(findings);
}
