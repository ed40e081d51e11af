/**
 * Text that came from elsewhere (names of rules and interfaces, lines of lists) as a terminal may show
 * it: nothing in it steers the terminal or turns the direction of the line.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?');
}
