import { formatAddressBytes } from '../../electron/contract/address.ts';

/** Characters that fit an address column. */
const COLUMN_CHARACTERS = 20;

/** Cuts a long address in the middle: both its network and its host stay readable. */
export function cutMiddle(text: string, maxCharacters = COLUMN_CHARACTERS): string {
  if (text.length <= maxCharacters) return text;
  const tail = Math.floor(maxCharacters / 2);
  const head = maxCharacters - 1 - tail;
  return `${text.slice(0, head)}…${text.slice(-tail)}`;
}

/** 4 or 16 bytes in network order as text; anything else is no address and gives ''. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length === 4 || bytes.length === 16 ? formatAddressBytes(bytes) : '';
}
