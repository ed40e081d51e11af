import type { Failure } from '../../electron/contract/failure.ts';
import type { EngineInfo } from '../../electron/contract/state.ts';
import { engineLine } from './engine-line.ts';

/** Everything a bug report needs, as text for the clipboard. */
export function failureReport(
  title: string,
  failure: Failure,
  engine: EngineInfo | undefined,
): string {
  const lines = [title, failure.message, failure.remedy, `code: ${failure.code}`];
  if (failure.details) lines.push(`details: ${failure.details}`);
  if (engine) lines.push(engineLine(engine));
  return lines.join('\n');
}
