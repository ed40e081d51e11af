import type { ApiHandlers } from '../../electron/contract/api.ts';
import { CaptureReader } from '../../electron/contract/capture-file/capture-reader.ts';
import { encodeBatch } from '../../electron/contract/packet-batch.ts';
import {
  FIRST_REPLAY_IFINDEX,
  FLIP_MARK,
  type ReplayedInterface,
  type ReplayState,
} from '../../electron/contract/replay.ts';
import { ok } from '../../electron/contract/result.ts';
import { makeRecordBytes } from './make-record.ts';

type Handlers = Pick<ApiHandlers, 'beginReplay' | 'feedReplay' | 'endReplay'>;

/** A file of the classic kind names none. */
const INTERFACE: ReplayedInterface = {
  ifindex: FIRST_REPLAY_IFINDEX,
  name: '',
  framing: 'ethernet',
};

/** Made-up verdicts for the packets of a real file: every third is dropped now, and flips. */
export function createDemoReplay(send: (frame: Uint8Array) => void): Handlers {
  let state: ReplayState = none(1);
  let reader = new CaptureReader(() => {});
  return {
    beginReplay: async () => {
      state = none(state.replay + 1);
      reader = new CaptureReader(({ number, timeNs, bytes, lengthBytes }) => {
        const isDropped = number % 3 === 0;
        if (state.packets === 0) {
          const bootTimeMs = Number(timeNs / 1_000_000n);
          state = { ...state, bootTimeMs, interfaces: [INTERFACE] };
        }
        send(
          encodeBatch({
            stream: state.replay,
            records: makeRecordBytes({
              time_boot_ns: Number(timeNs) - state.bootTimeMs * 1e6,
              ifindex: INTERFACE.ifindex,
              length_bytes: lengthBytes,
              source: [203, 0, 113, number % 256],
              destination: [192, 168, 1, 20],
              protocol: 6,
              flags: 2,
              source_port: 40_000,
              destination_port: 22,
              verdict: isDropped ? 1 : 0,
              marks: isDropped ? FLIP_MARK : 0,
            }),
            capturedBytes: Uint16Array.of(Math.min(bytes.length, 256)),
            bytes: bytes.slice(0, 256),
          }),
        );
        state = {
          ...state,
          packets: state.packets + 1,
          dropped: state.dropped + (isDropped ? 1 : 0),
          flips: state.flips + (isDropped ? 1 : 0),
        };
      });
      return ok(state);
    },
    feedReplay: async ({ piece }) => {
      const pushed = reader.push(Uint8Array.from(atob(piece), (each) => each.charCodeAt(0)));
      return ok(pushed.ok ? state : { ...state, failed: pushed.error });
    },
    endReplay: async () => {
      const ended = reader.end();
      return ok(ended.ok ? state : { ...state, failed: ended.error });
    },
  };
}

function none(replay: number): ReplayState {
  return { replay, packets: 0, dropped: 0, flips: 0, notRun: 0, bootTimeMs: 0, interfaces: [] };
}
