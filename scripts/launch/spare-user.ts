import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';

/**
 * The range that systemd keeps for users without an account; no distribution hands these out.
 * https://systemd.io/UIDS-GIDS/
 */
const FIRST_UID = 61_184;
const LAST_UID = 65_519;
/** `nobody`, which other services may share. */
const LAST_RESORT_UID = 65_534;

/**
 * A uid (and gid) that belongs to nobody: no account, no group, no process. A browser that root
 * opens runs under it, because a browser's sandbox does not work for root. Chosen at random, so that
 * two who look at the same time do not find the same.
 */
export function findSpareUid(): number {
  const inUse = uidsOfProcesses();
  const size = LAST_UID - FIRST_UID + 1;
  const start = randomInt(size);
  for (let offset = 0; offset < size; offset += 1) {
    const uid = FIRST_UID + ((start + offset) % size);
    if (!inUse.has(uid) && !isKnown('passwd', uid) && !isKnown('group', uid)) return uid;
  }
  return LAST_RESORT_UID;
}

/** The command that runs `command` under that uid with no group, no capability and a new environment. */
export function asSpareUser(
  uid: number,
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): readonly string[] {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all'],
    // Should we be killed, nobody else would end it.
    ...['--pdeathsig', 'TERM', '--'],
    ...['env', '-i', ...variables, ...command],
  ];
}

/** Ends every process of that uid, which must be a spare one. */
export function endProcessesOf(uid: number): void {
  if (uid < FIRST_UID || uid > LAST_UID) return;
  for (const pid of processIds()) {
    try {
      if (statSync(`/proc/${pid}`).uid === uid) process.kill(pid, 'SIGKILL');
    } catch {
      // Gone by itself.
    }
  }
}

function isKnown(database: 'passwd' | 'group', id: number): boolean {
  return spawnSync('getent', [database, String(id)]).status === 0;
}

function uidsOfProcesses(): ReadonlySet<number> {
  const uids = new Set<number>();
  for (const pid of processIds()) {
    const status = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
    if (status) uids.add(status.uid);
  }
  return uids;
}

function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}
