/**
 * Who lives where in the playground. All addresses are of ranges that no real network uses: the
 * documentation ranges (RFC 5737, RFC 3849) first, the benchmarking range (RFC 2544) where a
 * machine routes those already, be it to a second playground.
 */
import { overlaps } from './prefix.ts';

/** A range the playground may use: addresses are `stem` and a number. */
interface Range {
  readonly stem: string;
  readonly prefix: string;
}

const v4 = (stem: string): Range => ({ stem, prefix: `${stem}0/24` });
const v6 = (stem: string, length: number): Range => ({ stem, prefix: `${stem}/${length}` });
const SPARES = [0, 1, 2, 3, 4, 5, 6, 7];

/** For each part of the playground's world the ranges to try, the best first. */
const CANDIDATES = {
  link: [v4('192.0.2.'), ...SPARES.map((n) => v4(`198.18.${n}.`))],
  link6: [v6('2001:db8:2::', 64), ...SPARES.map((n) => v6(`2001:db8:2:${n + 1}::`, 64))],
  servers: [v4('198.51.100.'), ...SPARES.map((n) => v4(`198.19.${n}.`))],
  strangers: [v4('203.0.113.'), ...SPARES.map((n) => v4(`198.19.${100 + n}.`))],
  strangers6: [v6('2001:db8:bad::', 48), ...SPARES.map((n) => v6(`2001:db8:${n + 1}bad::`, 48))],
} as const satisfies Record<string, readonly Range[]>;

export const NEAR_MAC = '02:70:63:00:00:01';
export const FAR_MAC = '02:70:63:00:00:02';
/** The name of the far end, which lives alone in its namespace. */
export const FAR_INTERFACE = 'lab0';

/** Everything that both sides must agree on. Travels to the lab as JSON. */
export interface LabPlan {
  /** The near end's addresses; prefixes are those of the link. */
  readonly near: string;
  readonly near6: string;
  readonly linkPrefixLength: number;
  readonly link6PrefixLength: number;
  /** Ranges beyond the link, which the near end reaches through the lab. */
  readonly routes: readonly string[];
  readonly routes6: readonly string[];
  /** The lab's hosts, by what they do. All answer ping. */
  readonly hosts: LabHosts;
  /** Where the near end listens for the lab's clients. Known once it does. */
  readonly listenerPort: number;
}

export interface LabHosts {
  /** Pings over IPv4 and IPv6 from the link, asks by ARP, sends a tagged frame now and then. */
  readonly neighbor: string;
  readonly neighbor6: string;
  /** Connects to the near end's listener. */
  readonly client: string;
  /** Sends log lines. */
  readonly printer: string;
  /** Sends answers to questions that nobody asked. */
  readonly resolver: string;
  /** Pings and connects from afar. */
  readonly visitor: string;
  /** Calls by SIP. */
  readonly caller: string;
  /** Tries one TCP port after the other. */
  readonly scanner: string;
  /** Pings over IPv6 from afar. */
  readonly stranger6: string;
}

/**
 * Finds ranges that overlap none of the `occupied` prefixes. Null when one of the parts has none left.
 */
export function planLab(occupied: readonly string[]): LabPlan | null {
  const pick = (candidates: readonly Range[]) =>
    candidates.find(({ prefix }) => !occupied.some((taken) => overlaps(prefix, taken)));
  const link = pick(CANDIDATES.link);
  const link6 = pick(CANDIDATES.link6);
  const servers = pick(CANDIDATES.servers);
  const strangers = pick(CANDIDATES.strangers);
  const strangers6 = pick(CANDIDATES.strangers6);
  if (!link || !link6 || !servers || !strangers || !strangers6) return null;
  return {
    near: `${link.stem}1`,
    near6: `${link6.stem}1`,
    linkPrefixLength: 24,
    link6PrefixLength: 64,
    routes: [servers.prefix, strangers.prefix],
    routes6: [strangers6.prefix],
    hosts: {
      neighbor: `${link.stem}10`,
      neighbor6: `${link6.stem}10`,
      client: `${link.stem}11`,
      printer: `${link.stem}12`,
      resolver: `${servers.stem}53`,
      visitor: `${servers.stem}23`,
      caller: `${strangers.stem}5`,
      scanner: `${strangers.stem}77`,
      stranger6: `${strangers6.stem}66`,
    },
    listenerPort: 0,
  };
}
