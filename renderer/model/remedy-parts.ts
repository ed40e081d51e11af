export interface RemedyParts {
  readonly words: string;
  /** To be copied into a terminal. */
  readonly command?: string;
}

/** Tells the command that a remedy is, or ends in after a colon, from the words in front of it. */
export function remedyParts(remedy: string): RemedyParts {
  const [, words, command] = /^(.*: |)(sudo \S.*)$/.exec(remedy) ?? [];
  return words === undefined || command === undefined ? { words: remedy } : { words, command };
}
