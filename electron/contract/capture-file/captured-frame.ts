import type { DefaultVerdict, Direction } from '../language/statement.ts';

/** One packet of a capture file. */
export interface CapturedFrame {
  /** In the file, from 1. */
  readonly number: number;
  /** Nanoseconds since 1970. Simple packet blocks carry none; they have the time of the one before. */
  readonly timeNs: bigint;
  /** One of {@link LINK_TYPE}, or another that is not read here. */
  readonly linkType: number;
  /** Of the packet as it was on the wire. */
  readonly lengthBytes: number;
  /** What the file holds of it, in place: valid until the listener returns. */
  readonly bytes: Uint8Array;
  readonly interfaceName?: string;
  readonly direction?: Direction;
  /** What became of it when it was captured, if the file says so. */
  readonly verdict?: DefaultVerdict;
  readonly comment?: string;
}

export type FrameListener = (frame: CapturedFrame) => void;
