/**
 * A packet is written by strangers, so what decoding it may cost has an end. Far above what honest
 * packets need: a full DNS answer takes about 400 steps.
 */

/** Reads, fields, labels and stretches of checksums, together. */
export const MAX_STEPS = 20_000;
/** Fields of one packet, children included. */
export const MAX_FIELDS = 2000;
/** Layers of one packet, those of quoted packets included. */
export const MAX_LAYERS = 32;
/** A packet quoted in an error, quoted in an error. */
export const MAX_QUOTES = 2;
/** Groups of fields within groups. */
export const MAX_DEPTH = 12;
/** Characters of one text. */
export const MAX_TEXT = 256;
