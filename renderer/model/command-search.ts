/** Something the window can do, by name. */
export interface Command {
  readonly id: string;
  /** As a button would say it: `Pause the list`. */
  readonly title: string;
  /** Where it belongs: `Go to`, `List`. */
  readonly group: string;
  /** Other words that people look for it by. */
  readonly words?: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly run: () => void;
}

/** The commands that hold every word of what was typed, the best first; all of them for nothing. */
export function findCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ command }) => command);
}

/** 0: some word is not in it. A word that begins one of the title's counts most. */
function scoreOf({ title, group, words = '' }: Command, typed: readonly string[]): number {
  const name = title.toLowerCase();
  const more = `${group} ${words}`.toLowerCase();
  let score = 0;
  for (const word of typed) {
    if (name.startsWith(word)) score += 4;
    else if (name.includes(` ${word}`)) score += 3;
    else if (name.includes(word)) score += 2;
    else if (more.includes(word)) score += 1;
    else return 0;
  }
  return score;
}
