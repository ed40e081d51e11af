import type { EngineInfo } from '../../electron/contract/state.ts';

/** The last line of every report: `Portcullis 0.1.0 (headless), kernel 6.1.0, libbpf 1.1.2`. */
export function engineLine({ version, host, kernel, libbpf }: EngineInfo): string {
  return `Portcullis ${version} (${host}), kernel ${kernel}, libbpf ${libbpf}`;
}
