const HEAD_BYTES = 8;

/** Where the last whole block ends within the first `bytes` of little-endian pcapng. */
export function blocksEnd(data: Uint8Array, bytes: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let end = 0;
  while (end + HEAD_BYTES <= bytes) {
    const next = end + view.getUint32(end + 4, true);
    if (next > bytes || next <= end) break;
    end = next;
  }
  return end;
}
