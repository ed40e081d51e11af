import type { ReadStream } from 'node:tty';
import type { Trial } from '../../contract/state.ts';
import { printable } from '../printable.ts';

const TICK_MS = 250;

export interface Terminal {
  readonly input: Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;
  readonly output: { write(text: string): unknown };
}

/**
 * Asks on a terminal whether what is tried is to stay, and counts the seconds that are left. One key
 * answers; all but `y` mean no. Ends without an answer when the trial `ended` otherwise.
 */
export async function askToKeep<T extends string>(
  { input, output }: Terminal,
  { what, endsAt }: Trial,
  ended: Promise<T>,
): Promise<'yes' | 'no' | T> {
  output.write(`${printable(what)} is in force, on trial.\n`);
  const show = (): void => {
    const seconds = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    output.write(`\rKeep it? Taken back in ${seconds} s [y/N] \u001b[K`);
  };
  const { promise: answered, resolve: answer } = Promise.withResolvers<'yes' | 'no'>();
  const onKey = (bytes: Buffer): void => {
    answer(/^y/i.test(bytes.toString('utf8')) ? 'yes' : 'no');
  };
  // Keys one by one, so that the line can be rewritten while it waits.
  input.setRawMode(true);
  input.on('data', onKey);
  input.resume();
  show();
  const ticker = setInterval(show, TICK_MS);
  try {
    const outcome = await Promise.race([answered, ended]);
    output.write(outcome === 'yes' || outcome === 'no' ? `${outcome}\n` : '\n');
    return outcome;
  } finally {
    clearInterval(ticker);
    input.off('data', onKey);
    input.setRawMode(false);
    input.pause();
  }
}
