import { execFileSync } from 'node:child_process';

/**
 * For a shell: every path below `$0`, `$1` and so on, with kind, permissions, owner and what is in
 * it; of files of a megabyte and more only how long they are. Times are left out: two listings are
 * equal if nothing else was changed.
 */
export const LIST_FILES = `
find "$0" "$@" -printf '%p %M %U:%G %l\\n' | sort
find "$0" "$@" -type f -size +1024k -printf '%p %s\\n' | sort
find "$0" "$@" -type f -size -1025k -exec sha256sum {} + | sort
`;

export function listFiles(...places: readonly string[]): string {
  return execFileSync('sh', ['-c', LIST_FILES, ...places], { encoding: 'utf8' });
}
