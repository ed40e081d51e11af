/** Brings what is missing from the distribution's own packages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findProgram } from './find-program.ts';
import { type Distribution, type Need, unmetNeeds } from './needs.ts';
import { asRoot, type Privileges } from './privileges.ts';
import { runCommand } from './run-command.ts';
import { listInWords, say, showStep } from './terminal.ts';

/** A machine that was just started may be busy with updates of its own. */
const APT_OPTIONS = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=180'];

/** The end of `Portcullis needs sudo to ...`. */
export function installPurpose(missing: readonly Need[]): string {
  return `install ${listInWords(missing.map((need) => need.name))} from the distribution's packages`;
}

/** Answers the needs that are still unmet afterwards, each of them explained to the user. */
export async function installSystemPackages(
  missing: readonly Need[],
  privileges: Privileges,
): Promise<readonly Need[]> {
  if (missing.length === 0) return [];
  const names = listInWords(missing.map((need) => need.name));
  if (privileges.kind === 'none' || findProgram('apt-get') === undefined) {
    const why = privileges.kind === 'none' ? `, because ${privileges.why}` : '';
    say(`Portcullis needs ${names}, and could not install that itself${why}.`);
    say(`Run this, then try again:\n  ${commandByHand(missing)}`);
    return missing;
  }
  const failure = await showStep(
    `Installing ${names}`,
    () => installWithApt(missing, privileges),
    (problem) => problem === undefined,
  );
  const left = unmetNeeds(missing);
  if (failure) say(failure);
  for (const need of left) {
    say(`Still missing: ${need.name}. ${need.otherwise ?? 'Install it by hand.'}`);
  }
  return left;
}

/** Answers apt's last words if it failed. */
async function installWithApt(
  missing: readonly Need[],
  privileges: Privileges,
): Promise<string | undefined> {
  const apt = (...args: string[]) =>
    runCommand(asRoot(privileges, ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]));

  const update = () => apt('update', '-q', '-o', 'DPkg::Lock::Timeout=180');
  let updated = !hasPackageLists();
  if (updated) await update();
  for (;;) {
    const packages = await choosePackages(missing);
    if (packages.length === 0) return undefined;
    const outcome = await apt('install', ...APT_OPTIONS, ...packages);
    if (outcome.exitCode === 0) return undefined;
    // Old lists name files that the mirrors no longer have.
    if (updated) return outcome.output.split('\n').slice(-8).join('\n');
    updated = true;
    await update();
  }
}

async function choosePackages(missing: readonly Need[]): Promise<readonly string[]> {
  const chosen = new Set<string>();
  for (const need of missing) {
    for (const set of need.packages.debian) {
      const available = await Promise.all(set.map(isAvailable));
      if (!available.every(Boolean)) continue;
      for (const name of set) chosen.add(name);
      break;
    }
  }
  return [...chosen];
}

/** Packages that only fetch a snap do not count. */
async function isAvailable(name: string): Promise<boolean> {
  const { output } = await runCommand(['env', 'LC_ALL=C', 'apt-cache', 'policy', name]);
  const candidate = /^\s*Candidate: (.+)$/m.exec(output)?.[1];
  return candidate !== undefined && candidate !== '(none)' && !candidate.includes('snap');
}

function hasPackageLists(): boolean {
  const lists = '/var/lib/apt/lists';
  return existsSync(lists) && readdirSync(lists).some((file) => file.includes('_Packages'));
}

function commandByHand(missing: readonly Need[]): string {
  const distribution = detectDistribution();
  if (!distribution) return `install ${listInWords(missing.map((need) => need.name))}`;
  const packages = missing.flatMap((need) => need.packages[distribution][0] ?? []);
  const install = { debian: 'apt-get install', fedora: 'dnf install', arch: 'pacman -S' };
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}${install[distribution]} ${[...new Set(packages)].join(' ')}`;
}

/** Ubuntu's packages of Chromium only fetch a snap, which could not serve. */
export function browserIsPackaged(): boolean {
  return findProgram('apt-get') !== undefined && distributionIds()[0] !== 'ubuntu';
}

function detectDistribution(): Distribution | undefined {
  const known: Readonly<Record<string, Distribution>> = {
    debian: 'debian',
    ubuntu: 'debian',
    fedora: 'fedora',
    rhel: 'fedora',
    arch: 'arch',
  };
  return distributionIds()
    .map((id) => known[id])
    .find((distribution) => distribution !== undefined);
}

/** The distribution's own id, then those of its relatives. */
function distributionIds(): readonly string[] {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (key: string) => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? '';
  return `${field('ID')} ${field('ID_LIKE')}`.split(' ').filter(Boolean);
}
