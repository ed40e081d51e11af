import type { RuleWanted } from './filter.ts';

/** Of 4 or 16 bytes at an offset. */
export type AddressTest = (bytes: Uint8Array, offset: number, size: number) => boolean;

/** What a record alone does not tell. */
export interface FilterContext {
  /** '' where nobody knows it any more. */
  readonly interfaceName: (ifindex: number) => string;
  /** Whether one of these lists holds an address; asked once per list criterion. */
  readonly listTest: (lists: readonly string[]) => AddressTest;
  /** Whether one of these rules decided; asked once per rule term. */
  readonly ruleTest: (rules: readonly RuleWanted[]) => RuleTest;
  /** The name of an address of 4 or 16 bytes at an offset, in lower case. */
  readonly nameOf: (bytes: Uint8Array, offset: number, size: number) => string | undefined;
  /** Whether an address lies in one of these countries; asked once per term. In small letters. */
  readonly countryTest: (countries: readonly string[]) => AddressTest;
  /** What was captured of a packet; `undefined` when nothing was, or it is gone. */
  readonly packetBytes: (sequence: number) => Uint8Array | undefined;
}

/** Whether the rule behind a slot and its generation is one of those that are asked for. */
export type RuleTest = (slot: number, generation: number, sequence: number) => boolean;

/** For views that know nothing but their records. */
export const RECORDS_ALONE: FilterContext = {
  interfaceName: () => '',
  listTest: () => () => false,
  ruleTest: () => () => false,
  nameOf: () => undefined,
  countryTest: () => () => false,
  packetBytes: () => undefined,
};
