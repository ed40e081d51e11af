import type { Direction } from '../../contract/language/statement.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { LoadedProgram } from '../bpf/data-plane.ts';
import { MAX_INTERFACES } from '../bpf/layout.ts';
import type { KernelEnforcer } from '../enforcement/kernel-enforcer.ts';
import type { ProgramHolder } from '../enforcement/program-source.ts';

/** Programs for the interfaces of a file, loaded when the first packet of each comes. Attached to nothing. */
export class ReplayPrograms implements ProgramHolder, Disposable {
  readonly #programs = new Map<string, LoadedProgram>();
  readonly #slots = new Map<string, number>();

  /** Rules come before packets, so nothing is loaded that would have to be replaced. */
  async replacePrograms(): Promise<Result<null>> {
    return ok(null);
  }

  /** `undefined`: not loaded yet. */
  find(name: string, direction: Direction, isRawIp: boolean): LoadedProgram | undefined {
    return this.#programs.get(keyOf(name, direction, isRawIp));
  }

  /** A file may name any number of interfaces, and each takes programs of the kernel's. */
  hasRoomFor(name: string): boolean {
    return this.#slots.has(name) || this.#slots.size < MAX_INTERFACES;
  }

  /** For a name that there is room for. */
  load(
    enforcer: KernelEnforcer,
    name: string,
    direction: Direction,
    isRawIp: boolean,
  ): Promise<Result<LoadedProgram>> {
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return enforcer.exclusively(async () => {
      const noted = await enforcer.noteInterface(name, slot);
      if (!noted.ok) return noted;
      const place = { interfaceSlot: slot, isRawIp, hasFrags: false };
      const loaded = await enforcer.load(direction, place);
      if (loaded.ok) this.#programs.set(keyOf(name, direction, isRawIp), loaded.value);
      return loaded;
    });
  }

  [Symbol.dispose](): void {
    for (const program of this.#programs.values()) program[Symbol.dispose]();
    this.#programs.clear();
  }
}

function keyOf(name: string, direction: Direction, isRawIp: boolean): string {
  return `${direction} ${isRawIp} ${name}`;
}
