/** From the kernel to the screen. Needs root. */
import { type Finding, printMeasurements, valuesOf } from '../report.ts';
import { drain } from './drain.ts';

/** `quick`: whether everything works, not how fast. */
export async function live(quick: boolean): Promise<Readonly<Record<string, number>>> {
  const findings: Finding[] = [];
  const found = (title: string, more: readonly Finding[]) => {
    printMeasurements(title, { series: [], findings: more });
    findings.push(...more);
  };
  const events = quick ? 1_000_000 : 20_000_000;
  found('Out of the ring, records alone', await drain(events, 'drain', 0));
  found('Out of the ring, with the first bytes', await drain(events, 'drain_bytes', 256));
  return valuesOf(findings);
}
