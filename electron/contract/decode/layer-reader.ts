import type { LayerId } from './decoded-packet.ts';
import type { Section } from './section.ts';

/** What the IP header of a packet says that its payload needs. */
export interface Carrier {
  readonly version: 4 | 6;
  /** Where the addresses stand. */
  readonly sourceStart: number;
  readonly destinationStart: number;
  /** A fragment has no whole segment whose checksum could be looked at. */
  readonly isFragment: boolean;
}

export interface Ports {
  readonly transport: 'tcp' | 'udp';
  readonly source: number;
  readonly destination: number;
}

/** What stands behind a layer. */
export interface Next {
  readonly id: LayerId;
  readonly start: number;
  readonly limit: number;
  readonly carrier?: Carrier | undefined;
  readonly ports?: Ports | undefined;
  /** The number that chose it, for layers that serve several. */
  readonly number?: number | undefined;
  /** Within a tunnel: rules do not see it. */
  readonly isInner?: true;
}

/** What a layer finds besides its fields. */
export interface LayerEnd {
  readonly next?: Next | undefined;
  /** A packet that this one quotes. */
  readonly quoted?: Next | undefined;
}

/**
 * Reads one layer: its fields, name and summary go into the section. Says what comes next. Throws
 * `Stopped` where it cannot go on.
 */
export type LayerReader = (section: Section, input: Next) => LayerEnd;
