/** `1,204` */
export function countText(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 rule`, `2 rules`; `plural` where it takes more than an s. */
export function countedText(value: number, noun: string, plural = `${noun}s`): string {
  return `${countText(value)} ${value === 1 ? noun : plural}`;
}
