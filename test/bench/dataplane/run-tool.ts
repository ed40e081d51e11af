import { execFileSync } from 'node:child_process';

/** Runs a system tool to its end and gives what it printed. Throws with its words when it fails. */
export function runTool(program: string, words: readonly string[], input = ''): string {
  try {
    return execFileSync(program, words, { input, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new Error(`This bench needs the command "${program}".`);
    throw new Error(`${program} ${words.join(' ')}: ${stderr?.trim() || String(error)}`);
  }
}
