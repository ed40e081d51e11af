/**
 * Where every packet went on its way to one client, counted in packets since the client subscribed.
 * Invariant, exact once nothing is in flight:
 *   seen = delivered + notAskedFor + sampledOut + lostRing + lostEngine + lostLink
 */
export interface Accounting {
  /** Packets that passed the filter program. */
  readonly seen: number;
  /** Records handed to the transport. */
  readonly delivered: number;
  /** Of protocols the user chose not to watch. */
  readonly notAskedFor: number;
  /** Left out by the per-CPU budget, which keeps a flood from drowning the machine. */
  readonly sampledOut: number;
  /** Found the kernel's ring full. */
  readonly lostRing: number;
  /** Given up by the engine, because it could not keep up. */
  readonly lostEngine: number;
  /** Given up because this client's link was too slow. */
  readonly lostLink: number;
}

export const NO_PACKETS: Accounting = {
  seen: 0,
  delivered: 0,
  notAskedFor: 0,
  sampledOut: 0,
  lostRing: 0,
  lostEngine: 0,
  lostLink: 0,
};

/** Packets seen and not accounted for yet: in the ring or on their way. */
export function inFlight(a: Accounting): number {
  return (
    a.seen - a.delivered - a.notAskedFor - a.sampledOut - a.lostRing - a.lostEngine - a.lostLink
  );
}
