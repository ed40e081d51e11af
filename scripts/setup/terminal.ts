/**
 * What the launchers tell the user. All of it goes to stderr, so that the output of a command that
 * they start stays clean.
 */
import { createInterface } from 'node:readline/promises';

const INTERRUPTED = 128 + 2;
const REDRAW_MS = 100;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Whether a question would reach somebody. Continuous integration may have a terminal, but nobody
 * sits at it.
 */
export function someoneIsThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && !isContinuousIntegration();
}

export function isContinuousIntegration(): boolean {
  const { CI } = process.env;
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}

/** Enter means yes, the end of the input means no, and Ctrl-C ends the program. */
export async function askYesOrNo(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('no')));
  lines.once('SIGINT', () => process.exit(INTERRUPTED));
  try {
    const answer = await Promise.race([lines.question(`${question} [Y/n] `), ended]);
    return /^\s*(y|yes)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

/**
 * Shows one line while `work` runs: moving, with the time that went by, if a person looks; else the
 * title alone. `work` may add a word on how far it is, and `isGood` tells whether it went well.
 */
export async function showStep<T>(
  title: string,
  work: (report: (progress: string) => void) => Promise<T>,
  isGood: (result: T) => boolean,
): Promise<T> {
  if (!process.stderr.isTTY) {
    say(title);
    return work(() => {});
  }
  const startedAt = performance.now();
  let progress = '';
  const draw = (mark: string): void => {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    const detail = [progress, seconds > 0 ? `${seconds} s` : ''].filter(Boolean).join(', ');
    process.stderr.write(`\r\x1b[K${mark} ${title}${detail && `  ${detail}`}`);
  };
  let frame = 0;
  const timer = setInterval(() => {
    frame += 1;
    draw(FRAMES[frame % FRAMES.length] ?? '');
  }, REDRAW_MS);
  try {
    const result = await work((text) => {
      progress = text;
    });
    draw(isGood(result) ? '✓' : '✗');
    return result;
  } finally {
    clearInterval(timer);
    process.stderr.write('\n');
  }
}

/** `a, b and c`. */
export function listInWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
