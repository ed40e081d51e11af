/**
 * Takes our clsact filter off when this process dies, however it dies: unlike a link, a filter stays
 * until somebody removes it. A small shell waits for the end of file on a pipe that only we hold.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fail, ok, type Result } from '../../contract/result.ts';
import { TOOL_ENVIRONMENT } from '../network/ip-command.ts';
import { lendCapability } from '../privileges/ambient.ts';
import { FILTER_CAPABILITIES } from '../privileges/capabilities.ts';

/**
 * It reads what we did, line by line. A filter is removed only if the program of one of the last two
 * lines is still there: else another engine may have cleared up meanwhile, and begun anew with the
 * same handle. tc takes `if` and the index for an interface, whatever that is called now.
 */
const SCRIPT = `
trap '' HUP INT TERM
command -v tc >/dev/null || exit 127
echo ready
exec >/dev/null 2>&1
device="if$1" priority="$2" owns_qdisc=no id=none earlier=none
while read -r word first second; do
  case "$word" in
    released) exit 0 ;;
    qdisc) owns_qdisc=yes ;;
    filter) handle="$first" earlier="$id" id="$second" ;;
  esac
done
if [ "$id" != none ]; then
  case "$(tc filter show dev "$device" egress)" in
    *" id $id "* | *" id $earlier "*) ;;
    *) exit 0 ;;
  esac
  tc filter delete dev "$device" egress protocol all pref "$priority" handle "$handle" bpf
fi
[ "$owns_qdisc" = yes ] || exit 0
left="$(tc filter show dev "$device" ingress; tc filter show dev "$device" egress)"
[ -z "$left" ] && tc qdisc delete dev "$device" clsact
`;

/** Disposing ends it without a word to the kernel. */
export class ClsactWatchdog implements Disposable {
  #input: Socket;

  private constructor(input: Socket) {
    this.#input = input;
  }

  /** To be running before anything is attached. Fails with `missing-library` without `tc`. */
  static async start(ifindex: number, priority: number): Promise<Result<ClsactWatchdog>> {
    const words = [String(ifindex), String(priority)];
    const child = lendCapability(FILTER_CAPABILITIES.CAP_NET_ADMIN, () =>
      spawn('/bin/sh', ['-c', SCRIPT, 'portcullis-watchdog', ...words], {
        // A session of its own, so that it outlives our process group and terminal; and no
        // directory of ours, which may be on an image that has to be unmounted.
        detached: true,
        cwd: '/',
        env: TOOL_ENVIRONMENT,
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    );
    const { stdin, stdout } = child;
    // It may be gone before it has read what it is told.
    stdin.on('error', () => {});
    const isReady = await Promise.race([
      once(stdout, 'data').then(() => true),
      once(child, 'exit').then(
        () => false,
        () => false,
      ),
    ]);
    stdout.destroy();
    if (!isReady) return refused();
    child.unref();
    const input = stdin as Socket;
    input.unref();
    return ok(new ClsactWatchdog(input));
  }

  /** After we have made the qdisc: it goes too, if nobody else came to use it. */
  madeQdisc(): void {
    this.#input.write('qdisc\n');
  }

  /** Before a program is put in place. */
  puts(handle: number, programId: number): void {
    this.#input.write(`filter 0x${handle.toString(16)} ${programId}\n`);
  }

  [Symbol.dispose](): void {
    this.#input.end('released\n');
  }
}

function refused(): Result<never> {
  return fail(
    'missing-library',
    'Outgoing packets are not filtered: the command "tc", which takes the filter off again after a crash, is not installed.',
    'Install it from your distribution (iproute2, on some iproute-tc or iproute2-tc).',
  );
}
