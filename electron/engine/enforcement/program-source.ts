/** Between what has programs attached and what loads them. */
import type { Direction } from '../../contract/language/statement.ts';
import type { Result } from '../../contract/result.ts';
import type { LoadedProgram } from '../bpf/data-plane.ts';

/** What differs from interface to interface. */
export interface ProgramPlace {
  readonly interfaceSlot: number;
  /** Frames begin with their IP header. */
  readonly isRawIp: boolean;
  readonly hasFrags: boolean;
}

/** Loads a program that enforces one generation of the rules. It filters nothing until attached. */
export type LoadProgram = (
  direction: Direction,
  place: ProgramPlace,
) => Promise<Result<LoadedProgram>>;

/** Programs as they have to be now. */
export interface ProgramSource {
  readonly load: LoadProgram;
  /**
   * While `work` runs, the rules in force stay as they are: what it loads and attaches is not
   * overtaken by a newer generation.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Within `exclusively`: an interface has this slot from now on, so rules may name it. */
  noteInterface(name: string, slot: number): Promise<Result<null>>;
}

/** Who has programs attached. */
export interface ProgramHolder {
  /**
   * Loads every program of these directions anew, then puts each in the place of its old one. All
   * or nothing.
   */
  replacePrograms(load: LoadProgram, directions: readonly Direction[]): Promise<Result<null>>;
}
