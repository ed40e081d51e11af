/** IPv6 ranges, which lists seldom have, as numbers of 128 bits. */

/** Four numbers of 32 bits, the first most significant. */
type Words = Uint32Array;

interface WordsPrefix {
  readonly words: Words;
  readonly bits: number;
}

/** How many addresses it holds; 0 or less where it ends before it begins. */
export function sizeOfRange(start: Words, end: Words): bigint {
  return toNumber(end) - toNumber(start) + 1n;
}

/** The fewest prefixes that cover exactly the addresses from start to end: at most 254. */
export function splitRange(start: Words, end: Words): WordsPrefix[] {
  const prefixes: WordsPrefix[] = [];
  const last = toNumber(end);
  let next = toNumber(start);
  // They grow while the address is aligned to more, and shrink towards the end.
  let hostBits = 0n;
  while (next <= last) {
    while (next % (2n << hostBits) === 0n && next + (2n << hostBits) - 1n <= last) hostBits += 1n;
    while (next + (1n << hostBits) - 1n > last) hostBits -= 1n;
    prefixes.push({ words: toWords(next), bits: 128 - Number(hostBits) });
    next += 1n << hostBits;
  }
  return prefixes;
}

function toNumber(words: Words): bigint {
  return words.reduce((number, word) => (number << 32n) | BigInt(word), 0n);
}

function toWords(number: bigint): Words {
  return Uint32Array.from([96n, 64n, 32n, 0n], (shift) => Number((number >> shift) & 0xffffffffn));
}
