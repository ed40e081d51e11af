/** What decides about packets and shows them: the kernel's filter, or a recording in its place. */
import type { Result } from '../contract/result.ts';
import type { Settings } from '../contract/settings.ts';
import type { Attachment, Counters, RuleBookState } from '../contract/state.ts';
import type { RecordCounts } from './capture/counter-reader.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import type { RuleBook } from './rules/rule-book.ts';

export interface Rules {
  readonly book: RuleBook;
  readonly state: RuleBookState;
  /** Gives the new book, in force. */
  change(edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<RuleBook>>;
  /** After the changes that are under way. */
  stop(): Promise<void>;
}

export interface Filtering extends Disposable {
  readonly rules: Rules;
  readonly attachments: { readonly list: readonly Attachment[] };
  readonly enforcing: boolean;
  /** Whether rules may drop. Refused, it stays as it is. */
  setEnforcing(enforcing: boolean): Result<null>;
  /** Refused settings change nothing. */
  setSettings(settings: Settings): Result<null>;
  /** Batches of records for one client; {@link closeStream} ends them. */
  openStream(accept: (frame: Uint8Array) => boolean): Result<PacketStream>;
  closeStream(stream: PacketStream): void;
  counters(): Counters;
  recordCounts(): RecordCounts;
}
