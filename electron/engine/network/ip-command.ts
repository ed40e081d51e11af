/** Runs `ip` of iproute2, in the network namespace of the calling process. */
import { execFile } from 'node:child_process';
import { fail, ok, type Result } from '../../contract/result.ts';
import { lendCapability } from '../privileges/ambient.ts';
import { FILTER_CAPABILITIES } from '../privileges/capabilities.ts';

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What our helpers see of the environment: English messages, and the system's own tools. */
export const TOOL_ENVIRONMENT = {
  LC_ALL: 'C',
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
} as const;

/**
 * Looks, without rights, and gives what it printed. A refusal for want of CAP_NET_ADMIN is `missing-privileges`, any other
 * `playground-refused`, with the words of `ip` as details.
 */
export function runIp(args: readonly string[]): Promise<Result<string>> {
  return run(args, '');
}

/** Runs commands that change something, in one process, up to the first that fails. */
export function runIpBatch(lines: readonly string[]): Promise<Result<string>> {
  return lendCapability(FILTER_CAPABILITIES.CAP_NET_ADMIN, () =>
    run(['-batch', '-'], `${lines.join('\n')}\n`),
  );
}

function run(args: readonly string[], input: string): Promise<Result<string>> {
  return new Promise((resolve) => {
    const child = execFile(
      'ip',
      [...args],
      { env: TOOL_ENVIRONMENT, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => resolve(error ? refused(error, stderr) : ok(stdout)),
    );
    // A child that could not be started takes no input; its error arrives in the callback.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function refused(error: Error & { code?: unknown }, stderr: string): Result<never> {
  if (error.code === 'ENOENT') {
    return fail(
      'playground-refused',
      'The playground needs the command "ip", which is not installed.',
      'Install the package iproute2.',
    );
  }
  const details = stderr.trim() || error.message;
  if (/Operation not permitted|Permission denied/.test(details)) {
    return fail(
      'missing-privileges',
      'The kernel does not let this process make the playground’s interface.',
      'Unlock Portcullis, which asks for the rights it needs.',
      details,
    );
  }
  return fail(
    'playground-refused',
    'The playground’s interface could not be set up.',
    'Report this with the details: it should not happen.',
    details,
  );
}
