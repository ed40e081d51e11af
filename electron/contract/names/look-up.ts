/**
 * What this machine knows by itself about addresses: the country, the maker of a network card. No
 * look-up asks the network, except for reverse DNS, which is a method of its own and off by default.
 */
import * as v from 'valibot';
import { parseAddress } from '../address.ts';
import type { AddressScope } from './address-scope.ts';
import type { MacKind } from './mac-kind.ts';

/** More at once would hold up a host's thread. */
export const MAX_LOOK_UPS = 200;
/** Each may become a packet. */
export const MAX_REVERSE_LOOK_UPS = 50;

/** The longest is an IPv6 address with an IPv4 one in it. */
const address = v.pipe(
  v.string(),
  v.maxLength(45),
  v.check((text) => parseAddress(text).ok, 'not an address'),
);
const mac = v.pipe(v.string(), v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/));

export const lookUpSchema = v.strictObject({
  addresses: v.optional(v.pipe(v.array(address), v.maxLength(MAX_LOOK_UPS)), []),
  macs: v.optional(v.pipe(v.array(mac), v.maxLength(MAX_LOOK_UPS)), []),
});

export const listsOfSchema = v.strictObject({
  addresses: v.pipe(v.array(address), v.maxLength(MAX_LOOK_UPS)),
});

export const reverseNamesSchema = v.strictObject({
  addresses: v.pipe(v.array(address), v.maxLength(MAX_REVERSE_LOOK_UPS)),
});

export interface AddressFacts {
  /** Absent: an ordinary, global address. */
  readonly scope?: AddressScope;
  /** ISO 3166-1 alpha-2: where the address is registered, or said to be used. */
  readonly country?: string;
}

export interface MacFacts {
  /** Absent: a number that the IEEE gave out. */
  readonly kind?: MacKind;
  /** To whom. */
  readonly vendor?: string;
}

/** By the texts that were asked for. */
export interface LookUpAnswer {
  readonly addresses: Readonly<Record<string, AddressFacts>>;
  readonly macs: Readonly<Record<string, MacFacts>>;
}

/** Names by address, of those that have one. What a name says is its server's word. */
export type ReverseNames = Readonly<Record<string, string>>;
