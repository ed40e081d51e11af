/** `portcullis doctor`: says what this machine, this process and each interface can do. */
import type { Finding } from '../contract/doctor.ts';
import { diagnose } from '../engine/doctor/doctor.ts';
import { existingRuntimeDirectory, processSurroundings } from '../engine/storage/directories.ts';
import { diagnosisText, plainStyle, terminalStyle } from './doctor-text.ts';
import { RESOURCES_DIRECTORY } from './surroundings.ts';
import { parseWords } from './usage-error.ts';

/** Needs no engine and no rights, and leaves nothing behind. Answers 1 if there is a fault. */
export async function doctor(words: string[]): Promise<number> {
  const { values } = parseWords({
    args: words,
    options: { json: { type: 'boolean', default: false } },
  });
  const { timeMs, findings } = await diagnose({
    resourcesDirectory: RESOURCES_DIRECTORY,
    runtimeDirectory: await existingRuntimeDirectory(processSurroundings()),
  });
  const diagnosis = { timeMs, findings: findings.map(asNobodyFilters) };
  const hasColors = process.stdout.isTTY && !process.env.NO_COLOR;
  const text = values.json
    ? `${JSON.stringify(diagnosis)}\n`
    : diagnosisText(diagnosis, hasColors ? terminalStyle : plainStyle);
  // A reader that has left wants no more of it: `portcullis doctor | head -1`.
  process.stdout.on('error', () => {});
  process.stdout.write(text);
  return diagnosis.findings.some((finding) => finding.state === 'fault') ? 1 : 0;
}

/** This process only looks. It would be a fault of one that is to filter and could not be unlocked. */
function asNobodyFilters(finding: Finding): Finding {
  if (finding.check !== 'capabilities' || finding.action !== 'unlock') return finding;
  const remedy = 'Nothing needs to be done: Portcullis asks for them when it starts.';
  return { ...finding, state: 'note', remedy };
}
