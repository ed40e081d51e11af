import { findProgram } from '../setup/find-program.ts';
import { runCommand } from '../setup/run-command.ts';
import { say } from '../setup/terminal.ts';

/** The id of the XDP program on each interface that has one, by the interface's name. */
export type AttachedPrograms = ReadonlyMap<string, number>;

interface Link {
  readonly ifname: string;
  readonly xdp?: { readonly prog?: { readonly id: number } };
}

/**
 * Asked of the kernel by way of iproute2, which has no part in how the app attaches. Undefined if
 * that cannot be known: then nothing may be said of what is there.
 */
export async function listAttachedPrograms(): Promise<AttachedPrograms | undefined> {
  const { exitCode, stdout } = await runCommand([
    findProgram('ip') ?? 'ip',
    ...['-json', 'link', 'show'],
  ]);
  const links = exitCode === 0 ? parseLinks(stdout) : undefined;
  return links && new Map(links.flatMap(attachedProgram));
}

/** Looks whether the app left anything, and says what it saw. */
export async function sayFarewell(before: AttachedPrograms | undefined): Promise<void> {
  const now = await listAttachedPrograms();
  if (!before || !now) {
    say('Portcullis has ended. Whether anything is left could not be seen: `ip` failed.');
    say('Run `ip link show`; an interface with a filter has a line that begins with prog/xdp.');
    return;
  }
  const left = [...now].filter(([name, id]) => before.get(name) !== id);
  if (left.length === 0) {
    say(
      now.size === 0
        ? 'Portcullis has ended. Nothing is left: no interface carries its filter.'
        : 'Portcullis has ended. It left nothing: what filters there are were there before.',
    );
  }
  for (const [name, id] of left) {
    say(`${name} carries XDP program ${id}, which was not there when Portcullis started.`);
  }
}

function parseLinks(text: string): readonly Link[] | undefined {
  try {
    const links: unknown = JSON.parse(text);
    return Array.isArray(links) ? links : undefined;
  } catch {
    return undefined;
  }
}

function attachedProgram({ ifname, xdp }: Link): readonly (readonly [string, number])[] {
  return xdp?.prog ? [[ifname, xdp.prog.id]] : [];
}
