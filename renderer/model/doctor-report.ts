import type { Diagnosis, Finding } from '../../electron/contract/doctor.ts';
import type { EngineInfo } from '../../electron/contract/state.ts';
import { findingCounts, findingGroups } from './doctor-groups.ts';
import { engineLine } from './engine-line.ts';

/** Everything the doctor found, as text for the clipboard, grouped as on the screen. */
export function doctorReport(
  { timeMs, findings }: Diagnosis,
  engine: EngineInfo | undefined,
): string {
  const counts = findingCounts(findings).map(({ text }) => text);
  const lines = [`Doctor, ${new Date(timeMs).toISOString()}: ${counts.join(', ')}`];
  for (const { title, findings: found } of findingGroups(findings)) {
    lines.push('', title, ...found.flatMap(findingLines));
  }
  if (engine) lines.push('', engineLine(engine));
  return lines.join('\n');
}

function findingLines({ state, subject, sentence, remedy, details }: Finding): readonly string[] {
  const lines = [`  ${state.padEnd(5)}  ${subject}: ${sentence}`];
  if (remedy) lines.push(`         ${remedy}`);
  if (details) lines.push(`         details: ${details.replaceAll(/\s*\n\s*/g, ' | ')}`);
  return lines;
}
