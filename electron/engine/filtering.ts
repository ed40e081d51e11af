import type { AcceptBatch } from '../contract/api.ts';
/** What decides about packets and shows them: the kernel's filter, or a recording in its place. */
import type { Result } from '../contract/result.ts';
import type { Rule } from '../contract/rule.ts';
import type { Settings } from '../contract/settings.ts';
import type { Attachment, Counters, RuleBookState } from '../contract/state.ts';
import type { RecordCounts } from './capture/counter-reader.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import type { ParsedList } from './lists/parsed-list.ts';
import type { Edit, RuleBook } from './rules/rule-book.ts';
import type { SavedRules } from './rules/rule-saver.ts';

export interface Rules {
  readonly book: RuleBook;
  readonly state: RuleBookState;
  /** Those of the book, and those that come back if what is on trial is taken back. */
  readonly lasting: readonly Rule[];
  /** Puts rules in force that are already saved. */
  load(saved: SavedRules): Promise<Result<null>>;
  /** Gives the new book, in force. `onTrial`: until it is confirmed, or 15 seconds have passed. */
  change(edit: Edit, onTrial?: boolean): Promise<Result<RuleBook>>;
  /** Keeps what is on trial. */
  confirmTrial(): Promise<Result<null>>;
  /** Takes it back. */
  revertTrial(): Promise<Result<null>>;
  /** After the changes that are under way. */
  stop(): Promise<void>;
}

export interface Filtering extends Disposable {
  readonly rules: Rules;
  readonly attachments: { readonly list: readonly Attachment[] };
  /** Exactly these lists by name, instead of those that were. Refused, those stay. */
  enforceLists(lists: ReadonlyMap<string, ParsedList>): Promise<Result<null>>;
  readonly enforcing: boolean;
  /** Whether rules may drop. Refused, it stays as it is. */
  setEnforcing(enforcing: boolean): Result<null>;
  /** Refused settings change nothing. */
  setSettings(settings: Settings): Result<null>;
  /** Batches of records for one client; {@link closeStream} ends them. */
  openStream(accept: AcceptBatch): Result<PacketStream>;
  closeStream(stream: PacketStream): void;
  counters(): Counters;
  recordCounts(): RecordCounts;
}
