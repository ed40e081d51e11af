/**
 * A network and mount namespace for the whole bench. It goes with its last process, however that
 * ends, and takes interfaces, pinned maps and rule tables along.
 */
import { spawnSync } from 'node:child_process';

const INSIDE = 'PORTCULLIS_BENCH_INSIDE';

/**
 * sysfs shows the interfaces of the namespace that mounted it; the bpffs is where xdp-filter pins its
 * maps, and /run where it keeps its lock.
 */
const SET_UP =
  'mount -t sysfs none /sys && mount -t bpf none /sys/fs/bpf && mount -t tmpfs none /run && ' +
  'ip link set lo up && exec "$@"';

/** True inside. Outside it runs this program again, inside, and gives false when that has ended. */
export function enterOwnNamespace(): boolean {
  if (process.env[INSIDE] === '1') return true;
  if (process.getuid?.() !== 0) throw new Error('This bench needs root: run it with sudo.');
  const { status } = spawnSync(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', 'sh', '-c', SET_UP, 'sh'],
      ...[process.execPath, ...process.argv.slice(1)],
    ],
    { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } },
  );
  process.exitCode = status ?? 1;
  return false;
}
