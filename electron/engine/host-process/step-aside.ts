/**
 * A process that is started through sudo and does not keep sudo: sudo stays, as root, for as long as
 * what it started runs, so that steps out of its sight and sudo ends.
 */

/**
 * Where sudo put a terminal of its own in between, the launcher's is opened again: the other is gone
 * with sudo. A terminal that belongs to somebody else cannot be opened, and then sudo has to stay. A
 * new session, because what remains in the old one is hung up on then.
 */
const STEP_ASIDE = `
own=/proc/$1/fd
shift
for fd in 1 2; do
  if [ -c "$own/$fd" ] && ! [ -w "$own/$fd" ]; then exec "$@"; fi
done
if [ -c "$own/0" ] && [ -r "$own/0" ]; then exec <"$own/0"; else exec </dev/null; fi
if [ -c "$own/1" ]; then exec >"$own/1"; fi
if [ -c "$own/2" ]; then exec 2>"$own/2"; fi
exec setsid --fork "$@"
`;

/** The command that starts `command` in a new session, on this process's terminal, and ends. */
export function steppingAside(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', STEP_ASIDE, 'portcullis', String(process.pid), ...command];
}
