import { release } from 'node:os';
import type { Result } from '../contract/result.ts';
import type { EngineInfo } from '../contract/state.ts';
import type { EngineOptions } from './engine-options.ts';
import { bootTimeNs } from './ffi/libc.ts';
import type { Filter } from './filter.ts';
import type { Replay } from './replay/replay.ts';

export function describeEngine(
  options: EngineOptions,
  filter: Result<Filter>,
  replay: Replay | undefined,
): EngineInfo {
  return {
    version: options.version,
    host: options.host,
    kernel: release(),
    libbpf: filter.ok ? filter.value.plane.libbpf.versionString() : 'not loaded',
    bootTimeMs: Date.now() - Number(bootTimeNs()) / 1e6,
    ...(filter.ok ? {} : { unable: filter.error }),
    ...(replay ? { recording: replay.recording } : {}),
  };
}
