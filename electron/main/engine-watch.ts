/** What menu, tray, theme and notifications have to know of the engine, kept current. */
import type { EventMap, EventName, Session } from '../contract/api.ts';
import type { Snapshot } from '../contract/state.ts';

const WATCHED = [
  'attachments',
  'playground',
  'settings',
  'notices',
  'privileges',
  'enforcing',
] as const satisfies readonly EventName[];

type Slices = Pick<EventMap, (typeof WATCHED)[number]>;

export interface HostState extends Slices {
  /** What decides about packets: the kernel's filter, a recording in its place, or nothing. */
  readonly source: 'kernel' | 'recording' | 'none';
}

type ChangeListener = (now: HostState, before: HostState) => void;

export class EngineWatch {
  #state: HostState;
  readonly #listeners: ChangeListener[] = [];

  private constructor(state: HostState) {
    this.#state = state;
  }

  /** The session is the watch's from now on: its events go here. */
  static async open(session: Session): Promise<EngineWatch> {
    // What is told before the snapshot is here is newer than the snapshot.
    let early: Partial<Slices> = {};
    let watch: EngineWatch | undefined;
    session.onEvent((name, value) => {
      if (!isWatched(name)) return;
      const part: Partial<Slices> = { [name]: value };
      if (watch) watch.#change(part);
      else early = { ...early, ...part };
    });
    const snapshot = await session.handlers.snapshot({});
    // Asking for the state cannot fail for a reason that a user could act on.
    if (!snapshot.ok) throw new Error(snapshot.error.message);
    watch = new EngineWatch({ ...hostState(snapshot.value), ...early });
    return watch;
  }

  get state(): HostState {
    return this.#state;
  }

  onChange(listener: ChangeListener): void {
    this.#listeners.push(listener);
  }

  #change(part: Partial<HostState>): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    for (const listener of this.#listeners) listener(this.#state, before);
  }
}

function isWatched(name: EventName): name is keyof Slices {
  return (WATCHED as readonly EventName[]).includes(name);
}

function hostState(snapshot: Snapshot): HostState {
  const { attachments, playground, settings, notices, privileges, enforcing, engine } = snapshot;
  const source = engine.recording ? 'recording' : engine.unable ? 'none' : 'kernel';
  return { attachments, playground, settings, notices, privileges, enforcing, source };
}
