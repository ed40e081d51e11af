import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Application } from '../../../renderer/stores/application.ts';
import { insideReplay } from '../../../renderer/stores/inside-replay.ts';
import { isFollowing } from '../../../renderer/stores/packets-store.ts';
import { pcapFile } from '../../support/capture-file-bytes.ts';
import { DemoApplication } from '../../support/demo-application.ts';
import { FRAMES } from '../../support/test-frames.ts';

let demo: DemoApplication;
let application: Application;
let inside: Application;

beforeEach(async () => {
  demo = new DemoApplication(() => ({ attached: [], answerDelayMs: 0 }));
  application = demo.application;
  inside = insideReplay(application);
  application.connection.start();
  await vi.waitFor(() => expect(application.engine.getState().current).toBe(true));
});

afterEach(() => demo[Symbol.dispose]());

/** Every third packet of a file flips here, and its number is the last part of its source. */
function captureOf(packets: number, name = 'office.pcap'): File {
  const frame = { seconds: 1_500_000_000, fraction: 0, bytes: [...FRAMES.udp] };
  return new File([pcapFile(new Array(packets).fill(frame)) as Uint8Array<ArrayBuffer>], name);
}

/** Numbers of the packets that are shown. */
function shown(): number[] {
  const { rows } = inside.packets.getState();
  const numbers: number[] = [];
  for (let position = rows.first; position < rows.end; position += 1) {
    numbers.push((rows.sequenceAt(position) ?? -1) + 1);
  }
  return numbers;
}

it('filters the packets of a file, and those of them that flip', async () => {
  await application.replay.open(captureOf(12));
  expect(shown()).toHaveLength(12);
  application.replay.showOnlyFlips(true);
  expect(shown()).toEqual([3, 6, 9, 12]);
  inside.find.set('src 203.0.113.4, 203.0.113.6');
  expect(shown()).toEqual([6]);
  application.replay.showOnlyFlips(false);
  expect(shown()).toEqual([4, 6]);
  expect(inside.find.counts()).toMatchObject({ shown: 2, looked: 12 });
  inside.find.clear();
  expect(shown()).toHaveLength(12);
  expect(application.find.store.getState().text).toBe('');
});

it('knows the interfaces of a file beside those of this machine', async () => {
  await application.replay.open(captureOf(2));
  expect(inside.exporter.objectOf(0)).toMatchObject({ interface: 'office.pcap', flips: false });
  inside.find.set('iface "office.pcap"');
  expect(shown()).toEqual([1, 2]);
  const { interfaces } = application.engine.getState();
  expect(inside.engine.getState().interfaces.slice(0, -1)).toEqual(interfaces);
  await application.replay.open(captureOf(2, 'home.pcap'));
  expect(inside.engine.getState().interfaces).toHaveLength(interfaces.length + 1);
  expect(inside.engine.getState().interfaces.at(-1)?.name).toBe('home.pcap');
});

it('shows the next file through the same filter, and all that the rules do to it', async () => {
  await application.replay.open(captureOf(12));
  inside.find.set('src 203.0.113.2/31');
  application.replay.showOnlyFlips(true);
  inside.table.mark(2);
  expect(shown()).toEqual([3]);
  await application.replay.open(captureOf(4, 'home.pcap'));
  expect(application.replay.store.getState()).toMatchObject({ onlyFlips: false });
  await vi.waitFor(() => expect(shown()).toEqual([2, 3]));
  expect(inside.table.store.getState().marks).toEqual([]);
});

it('begins at the first packet, and holds nothing back of what is still read', async () => {
  const { packets, history } = inside;
  await application.replay.open(captureOf(12));
  expect(isFollowing(packets.getState())).toBe(false);
  expect(history.range).toEqual({ first: 0, end: 12 });
  packets.hold('menu');
  await application.replay.again();
  expect(history.range).toEqual({ first: 0, end: 12 });
  expect(inside.table.store.getState().firstMs).toBe(1_500_000_000_000);
});
