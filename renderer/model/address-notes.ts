/** What is known of an address beyond the address itself. */
export interface AddressNote {
  /** The name it goes by. */
  readonly host?: string;
  /** Who says so: `from a DNS answer at 14:02:11`. */
  readonly origin?: string;
  /** Of the network it belongs to: `Germany`, `private network`. */
  readonly place?: string;
}

/** Asked for rows in sight only. */
export interface AddressNotes {
  /** `undefined`: nothing is known of it. */
  of(address: string): AddressNote | undefined;
  /** Of a network card, by its MAC; '' for none. */
  vendorOf(mac: string): string;
  /** Names stand in the place of addresses. */
  readonly named: boolean;
}

/** An address in full, and all that is known of it, a line each. */
export function noteText(address: string, { host, origin, place }: AddressNote): string {
  const name = host === undefined ? '' : `${host}, ${origin}`;
  return [address, name, place].filter(Boolean).join('\n');
}
