/** Capture files that are run through the rules once more. */
import * as v from 'valibot';
import type { Failure } from './failure.ts';
import { type DefaultVerdict, DIRECTIONS } from './language/statement.ts';
import { type PacketRecord, VERDICT } from './packet-record.ts';

/** No page shows more rows. */
export const MAX_REPLAY_PACKETS = 1_000_000;
/** Bytes of a file that one call carries. */
export const REPLAY_PIECE_BYTES = 384 * 1024;
const BASE64_CHARACTERS = Math.ceil(REPLAY_PIECE_BYTES / 3) * 4;

/** `ifindex` of the records of a file's first interface. The kernel counts in `int`, so never so far. */
export const FIRST_REPLAY_IFINDEX = 0x8000_0000;

/** Set in the `marks` of a record of a replay: the packet's verdict is not what its file says. */
export const FLIP_MARK = 0x80;

/** What its file says of a packet of a replay that flips; `undefined` for any other. */
export function verdictBefore({ marks, verdict }: PacketRecord): DefaultVerdict | undefined {
  if ((marks & FLIP_MARK) === 0) return undefined;
  return verdict === VERDICT.drop ? 'pass' : 'drop';
}

export const replayNumberSchema = v.pipe(v.number(), v.integer(), v.minValue(1));

export const beginReplaySchema = v.strictObject({
  /** Of packets of which neither the file nor an address of this machine tells it. */
  direction: v.optional(v.picklist(DIRECTIONS), 'in'),
});

export const feedReplaySchema = v.strictObject({
  replay: replayNumberSchema,
  /** The next bytes of the file, as base64. */
  piece: v.pipe(v.string(), v.maxLength(BASE64_CHARACTERS), v.base64()),
});

export interface ReplayedInterface {
  /** In the records of its packets. */
  readonly ifindex: number;
  /** '' where the file names none. */
  readonly name: string;
  /** What its frames begin with, as they are sent on. */
  readonly framing: 'ethernet' | 'ip';
}

/** What is known of a replay so far. */
export interface ReplayState {
  /** Of its packet batches: their `stream`. */
  readonly replay: number;
  /** That were run. */
  readonly packets: number;
  /** That the rules drop. */
  readonly dropped: number;
  /** That fare otherwise than their file says; where it says nothing, they had passed. */
  readonly flips: number;
  /** Of which nothing was captured, of a kind of link that is not known, or of one interface too many. */
  readonly notRun: number;
  /** Adds to the time in its records for milliseconds since 1970. */
  readonly bootTimeMs: number;
  /** Whose packets were run so far. */
  readonly interfaces: readonly ReplayedInterface[];
  /** Why the file is not run any further. What came before was run, and the replay is over. */
  readonly failed?: Failure;
}
