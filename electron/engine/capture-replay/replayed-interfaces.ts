import { FIRST_REPLAY_IFINDEX, type ReplayedInterface } from '../../contract/replay.ts';

/** The interfaces of a file, and by which number its records name them. */
export class ReplayedInterfaces {
  readonly #byKey = new Map<string, ReplayedInterface>();

  get all(): readonly ReplayedInterface[] {
    return [...this.#byKey.values()];
  }

  /** The `ifindex` of its records. One that has frames of both kinds is two. */
  indexOf(name: string, isRawIp: boolean): number {
    const key = `${isRawIp} ${name}`;
    const known = this.#byKey.get(key);
    if (known) return known.ifindex;
    const ifindex = FIRST_REPLAY_IFINDEX + this.#byKey.size;
    this.#byKey.set(key, { ifindex, name, framing: isRawIp ? 'ip' : 'ethernet' });
    return ifindex;
  }
}
