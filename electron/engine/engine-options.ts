import type { EgressKind } from './bpf/egress-link.ts';
import type { Succession } from './privileges/succession/succession.ts';

/** What a host decides for its engine. */
export interface EngineOptions {
  readonly host: 'electron' | 'headless' | 'test';
  readonly version: string;
  /** Where rules and settings are kept: XDG config directory + /portcullis. */
  readonly configDirectory: string;
  /** Where the lock is: closed to other users. */
  readonly runtimeDirectory: string;
  /** Holds bpf/filter.bpf.o and, in a package, lib/. */
  readonly resourcesDirectory: string;
  /** Watch exactly these instead of the saved ones. */
  readonly interfaces?: readonly string[];
  /** true: start in the playground; false: never by itself. Absent: if no interface was ever chosen. */
  readonly playground?: boolean;
  /** How a process with more rights takes this one's place. Absent: it cannot be asked for. */
  readonly succession?: Succession;
  /** Waits a while for the engine whose place this one takes, instead of giving up at once. */
  readonly takesOver?: boolean;
  /** No saved rules, no configuration file, no lock: what `watch` uses. */
  readonly ephemeral?: boolean;
  /**
   * Of an ephemeral one: begins with the rules and lists that are saved, as they are, and changes none
   * of it. What `replay` uses, as others may start meanwhile.
   */
  readonly readsSaved?: boolean;
  /**
   * Only edits what is saved: rules are checked, kept and explained, but no program is loaded, nothing
   * is attached and no recording is played. What the command line uses while no engine runs.
   */
  readonly configurationOnly?: boolean;
  /** Only this way for outgoing packets, whatever the kernel has. For tests. */
  readonly egressKind?: EgressKind;
}
