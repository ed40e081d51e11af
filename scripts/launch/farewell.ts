import { runCommand } from '../setup/run-command.ts';
import { say } from '../setup/terminal.ts';

/** The id of the XDP program on each interface that has one, by the interface's name. */
export type AttachedPrograms = ReadonlyMap<string, number>;

interface Link {
  readonly ifname: string;
  readonly xdp?: { readonly prog?: { readonly id: number } };
}

/** Asked of the kernel by way of iproute2, which has no part in how the app attaches. */
export async function listAttachedPrograms(): Promise<AttachedPrograms> {
  const { exitCode, output } = await runCommand(['ip', '-json', 'link', 'show']);
  const links = exitCode === 0 ? (JSON.parse(output) as readonly Link[]) : [];
  return new Map(
    links.flatMap(({ ifname, xdp }) => (xdp?.prog ? [[ifname, xdp.prog.id] as const] : [])),
  );
}

/** Looks whether the app left anything, and says what it saw. */
export async function sayFarewell(before: AttachedPrograms): Promise<void> {
  const left = [...(await listAttachedPrograms())].filter(([name, id]) => before.get(name) !== id);
  if (left.length === 0) {
    say('Portcullis has ended. Nothing is left: no interface carries its filter.');
  }
  for (const [name, id] of left) {
    say(`${name} carries XDP program ${id}, which was not there when Portcullis started.`);
  }
}
