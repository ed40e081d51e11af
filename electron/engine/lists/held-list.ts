import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../contract/failure.ts';
import type { InvalidLine, ListConfig, ListState } from '../../contract/list.ts';
import type { Result } from '../../contract/result.ts';
import type { CachedList } from './cached-list.ts';
import type { ListDifference } from './difference.ts';
import { uploadGone } from './list-refusals.ts';
import type { Validators } from './load-limits.ts';
import { EMPTY_LIST, type ParsedList } from './parsed-list.ts';
import { nextRefresh } from './refresh-schedule.ts';

/** A list as its keeper has it: what is in force, where that is from, and how the last try went. */
export interface HeldList {
  readonly config: ListConfig;
  /** Not in force yet, and not saved: it is being read for the first time. */
  readonly isNew: boolean;
  readonly list: ParsedList;
  readonly invalidLines: number;
  readonly firstInvalid: readonly InvalidLine[];
  readonly validators: Validators;
  /** Milliseconds since 1970. Absent: it never had any content. */
  readonly refreshedAt?: number;
  readonly lastChange?: ListDifference;
  /** The last try, if that failed; how often in a row, and when. */
  readonly failure?: Failure;
  readonly failures: number;
  readonly failedAt?: number;
  /** When it is to be read again, milliseconds since 1970. Absent: not by itself. */
  readonly nextAt?: number;
}

/** Not in force before it is read. */
export function newList(config: ListConfig): HeldList {
  return { ...emptyList(config), isNew: true };
}

/** With what was kept of it, unless that is damaged or was read from another source. */
export function restored(
  config: ListConfig,
  kept: Result<CachedList | undefined>,
  now: number,
): HeldList {
  const held = emptyList(config);
  if (!kept.ok) return afterFailure(held, kept.error, now);
  if (kept.value && isDeepStrictEqual(kept.value.source, config.source)) {
    const { source: _, ...content } = kept.value;
    return { ...held, ...content };
  }
  if (!('upload' in config.source)) return held;
  return afterFailure(held, uploadGone(config.source.fileName), now);
}

function emptyList(config: ListConfig): HeldList {
  return {
    config,
    isNew: false,
    list: EMPTY_LIST,
    invalidLines: 0,
    firstInvalid: [],
    validators: {},
    failures: 0,
  };
}

export function cachedListOf(held: HeldList): CachedList {
  const { config, list, invalidLines, firstInvalid, validators, refreshedAt = 0 } = held;
  return {
    source: config.source,
    refreshedAt,
    validators: { ...validators },
    invalidLines,
    firstInvalid: firstInvalid.map((line) => ({ ...line })),
    list,
  };
}

export function afterSuccess(held: HeldList, now: number): HeldList {
  const { failure: _, failedAt: __, ...rest } = held;
  return { ...rest, isNew: false, failures: 0, refreshedAt: now };
}

export function afterFailure(held: HeldList, failure: Failure, now: number): HeldList {
  return { ...held, failure, failures: held.failures + 1, failedAt: now };
}

/** With the time of its next refresh. */
export function planned(held: HeldList, now: number, random: number): HeldList {
  const { nextAt: _, ...rest } = held;
  // What was uploaded is not there to be read again.
  if ('upload' in held.config.source) return rest;
  const { refreshSeconds } = held.config;
  const { refreshedAt, failures, failedAt } = held;
  const nextAt = nextRefresh({ refreshSeconds, refreshedAt, failures, failedAt }, now, random);
  return nextAt === undefined ? rest : { ...rest, nextAt };
}

export function stateOf(held: HeldList, isLoading: boolean): ListState {
  const { config, list, invalidLines, firstInvalid, refreshedAt, lastChange, failure } = held;
  // What was never read is about to be.
  const isWaiting = isLoading || (refreshedAt === undefined && !failure);
  const shown = isWaiting ? undefined : failure;
  return {
    ...config,
    state: isWaiting ? 'loading' : shown ? 'failed' : 'ready',
    prefixes: list.prefixes,
    invalidLines,
    firstInvalid,
    ...(refreshedAt === undefined ? {} : { refreshedAt }),
    ...(lastChange ? { lastChange } : {}),
    ...(shown ? { failure: shown } : {}),
  };
}
