/** Each kind of IPv6 extension header that is looked through. */
import { ipv6Fragment, ipv6Options } from '../../electron/engine/network/lab/frames.ts';

/** A header in front of a payload of type `next`. */
type Extension = (next: number, payload: Uint8Array) => Uint8Array;

const options =
  (sizeBytes: number): Extension =>
  (nextHeader, payload) =>
    ipv6Options({ nextHeader, sizeBytes }, payload);

/** RFC 4302: its length is in units of four bytes, without the first eight. */
const authentication: Extension = (next, payload) => {
  const header = new Uint8Array(24);
  header.set([next, header.length / 4 - 2]);
  return Buffer.concat([header, payload]);
};

/** Name, type, and how it is put in front of a payload. */
export const EXTENSION_HEADERS: readonly (readonly [string, number, Extension])[] = [
  ['hop-by-hop options', 0, options(8)],
  ['hop-by-hop options of 256 bytes', 0, options(256)],
  ['routing', 43, options(24)],
  [
    'a fragment header, of a first fragment',
    44,
    (nextHeader, payload) =>
      ipv6Fragment({ nextHeader, identification: 1, moreFragments: true }, payload),
  ],
  [
    'a fragment header, of a whole packet',
    44,
    (nextHeader, payload) => ipv6Fragment({ nextHeader, identification: 1 }, payload),
  ],
  ['authentication', 51, authentication],
  ['destination options', 60, options(16)],
  ['mobility', 135, options(8)],
];
