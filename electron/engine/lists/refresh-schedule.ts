/** When a list is to be read again. Times in milliseconds since 1970. */
export interface RefreshHistory {
  /** null: only when asked. */
  readonly refreshSeconds: number | null;
  /** Absent: never yet. */
  readonly refreshedAt?: number | undefined;
  /** How often it failed since. */
  readonly failures: number;
  /** Of the last try that failed. */
  readonly failedAt?: number | undefined;
}

const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 3_600_000;
/** Machines that start together, or lists of one server, do not all ask at the same moment. */
const JITTER = 0.1;
/** What is overdue is read soon, one list a little after the other. */
const OVERDUE_MS = 5_000;

/**
 * Nothing if it is never due by itself. `random`: from 0 to 1, drawn for this list. A list that never
 * had any content is due whatever its refreshing, as rules that name it do nothing.
 */
export function nextRefresh(
  history: RefreshHistory,
  now: number,
  random: number,
): number | undefined {
  const { refreshSeconds, refreshedAt, failures, failedAt = now } = history;
  if (refreshSeconds === null && refreshedAt !== undefined) return undefined;
  const soon = now + OVERDUE_MS * random;
  const retry = failedAt + retryMs(failures) * (1 + JITTER * random);
  if (failures > 0) return Math.max(soon, retry);
  if (refreshedAt === undefined || refreshSeconds === null) return soon;
  // A clock that was set back must not put it off.
  const last = Math.min(refreshedAt, now);
  return Math.max(soon, last + refreshSeconds * 1000 * (1 + JITTER * (2 * random - 1)));
}

/** Twice as long after every failure. */
function retryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS);
}
