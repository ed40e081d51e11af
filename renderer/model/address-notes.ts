/** What is known of an address beyond the address itself. */
export interface AddressNote {
  /** The name it goes by. */
  readonly host?: string;
  /** Of the network it belongs to: `Germany`, `private network`. */
  readonly place?: string;
}

/** `undefined`: nothing is known of it. Asked for rows in sight only. */
export type AddressNotes = (address: string) => AddressNote | undefined;
