/** Places of sources whose bucket is full again are given back, and no others. */
import { expect, test } from 'vitest';
import { SourceSweeper } from '../../electron/engine/enforcement/source-sweeper.ts';
import { bootTimeNs } from '../../electron/engine/ffi/libc.ts';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';

const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' };
const SOURCES = 600;
const HOUR_NS = 3_600_000_000_000n;

function frameFrom(index: number): Uint8Array {
  const ends = { source: `198.51.${index >> 8}.${index & 255}`, destination: '192.0.2.1' };
  const ports = { sourcePort: 5353, destinationPort: 53 };
  return ipFrame(MACS, { ...ends, protocol: 17 }, udp({ ...ends, ...ports }, new Uint8Array(4)));
}

test('a source is forgotten when its bucket is full again', async () => {
  using plane = await PrivatePlane.open();
  plane.setWatched([]);
  await plane.setRules([rule('limit 1/h burst 1 per source udp dport 53')]);
  for (let index = 0; index < SOURCES; index += 1) {
    expect(plane.runMany(frameFrom(index), 1)).toBe('pass');
    expect(plane.runMany(frameFrom(index), 1)).toBe('drop');
  }
  using early = new SourceSweeper(plane.plane.sourceBuckets);
  expect(await early.sweep()).toBe(0);
  expect(plane.runMany(frameFrom(0), 1)).toBe('drop');
  using late = new SourceSweeper(plane.plane.sourceBuckets, () => bootTimeNs() + 2n * HOUR_NS);
  expect(await late.sweep()).toBe(SOURCES);
  expect(plane.runMany(frameFrom(0), 1)).toBe('pass');
});
