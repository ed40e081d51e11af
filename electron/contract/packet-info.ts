export interface PacketInfo {
  /** What matters first: flags, a type, a question. May be empty. */
  readonly head: string;
  /** The rest, parts set apart by commas. May be empty. */
  readonly rest: string;
}
