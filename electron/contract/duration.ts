const SECONDS_OF_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `1h30m`, from the largest unit to the smallest. Whole seconds, from 1. */
export function formatDuration(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of SECONDS_OF_UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** Seconds of a text such as `30s`, `90m`, `1h30m` or `7d`; `undefined` if it is none. */
export function parseDuration(text: string): number | undefined {
  const counts = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (text === '' || !counts) return undefined;
  return SECONDS_OF_UNITS.reduce(
    (sum, [, size], index) => sum + Number(counts[index + 1] ?? 0) * size,
    0,
  );
}
