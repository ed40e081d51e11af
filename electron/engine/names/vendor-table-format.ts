/**
 * The file of the makers of network cards, written by the build and searched where it lies. All
 * numbers are little-endian.
 *   0   u32        magic "OUI1"
 *   4   u32        number of entries
 *   8   u32        bytes of the names
 *   12  u32        0
 *   16  f64 x n    the prefixes in rising order, each filled with zeros to the 48 bits of a MAC
 *   ..  u32 x n    where an entry's name begins among the names
 *   ..  u8  x n    length of an entry's prefix: 24, 28 or 36 bits
 *   ..             the names in UTF-8, each ended by a line feed
 */
export const VENDOR_MAGIC = 0x3149554f;
export const VENDOR_HEADER_BYTES = 16;
export const MAC_BITS = 48;
/** The lengths of the prefixes that the IEEE gives out: MA-S, MA-M, MA-L. The longest says. */
export const PREFIX_BITS = [36, 28, 24] as const;

/** Bytes of such a file. */
export function vendorTableBytes(entries: number, nameBytes: number): number {
  return VENDOR_HEADER_BYTES + entries * (8 + 4 + 1) + nameBytes;
}
