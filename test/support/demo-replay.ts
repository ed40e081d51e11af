import type { ApiHandlers } from '../../electron/contract/api.ts';
import { encodeBatch } from '../../electron/contract/batch-packer.ts';
import { CaptureReader } from '../../electron/contract/capture-file/capture-reader.ts';
import { PacketRecord, REASON } from '../../electron/contract/packet-record.ts';
import {
  FIRST_REPLAY_IFINDEX,
  FLIP_MARK,
  type ReplayedInterface,
  type ReplayState,
} from '../../electron/contract/replay.ts';
import { ok } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import type { DemoDecision } from './demo-decide.ts';
import { DEMO_PACKETS, type DemoPacket } from './demo-traffic.ts';
import { makeRecordBytes, type RecordFields, setRecordFields } from './make-record.ts';

type Handlers = Pick<ApiHandlers, 'beginReplay' | 'feedReplay' | 'endReplay'>;

/** A file of the classic kind names none. */
const INTERFACE: ReplayedInterface = {
  ifindex: FIRST_REPLAY_IFINDEX,
  name: '',
  framing: 'ethernet',
};

/** By their bytes. */
const KNOWN = new Map(DEMO_PACKETS.map((packet) => [String(packet.frame), packet]));

/** Of any other packet, whose number is the last part of its source. */
const STRANGE: RecordFields = {
  destination: [192, 168, 1, 20],
  protocol: 6,
  flags: 2,
  source_port: 40_000,
  destination_port: 22,
};

/** The rules of now. */
export interface DemoReplayRules {
  readonly decide: (packet: DemoPacket) => DemoDecision;
  readonly slotOf: (rule: Rule) => number;
}

/**
 * Packets of a real file. Those of the made-up traffic get what the rules say; rules that will end are
 * younger than any file, so what they drop flips. Of others every third is dropped now, and flips.
 */
export function createDemoReplay(
  send: (frame: Uint8Array) => void,
  rules: DemoReplayRules,
): Handlers {
  let state: ReplayState = none(1);
  let reader = new CaptureReader(() => {});
  return {
    beginReplay: async () => {
      state = none(state.replay + 1);
      reader = new CaptureReader(({ number, timeNs, bytes, lengthBytes }) => {
        const packet = KNOWN.get(String(bytes));
        const decision = packet && rules.decide(packet);
        const rule = decision?.rule;
        const isDropped = decision ? decision.verdict === 'drop' : number % 3 === 0;
        const isFlip = isDropped && (!rule || rule.expiry !== undefined);
        if (state.packets === 0) {
          const bootTimeMs = Number(timeNs / 1_000_000n);
          state = { ...state, bootTimeMs, interfaces: [INTERFACE] };
        }
        const record = packet
          ? packet.bytes.slice()
          : makeRecordBytes({ ...STRANGE, source: [203, 0, 113, number % 256] });
        setRecordFields(record, {
          time_boot_ns: Number(timeNs) - state.bootTimeMs * 1e6,
          ifindex: INTERFACE.ifindex,
          length_bytes: lengthBytes,
          verdict: isDropped ? 1 : 0,
          ...(rule ? { rule_slot: rules.slotOf(rule), reason: REASON.rule } : {}),
          marks: new PacketRecord(record).marks | (isFlip ? FLIP_MARK : 0),
        });
        send(
          encodeBatch({
            stream: state.replay,
            records: record,
            capturedBytes: Uint16Array.of(Math.min(bytes.length, 256)),
            bytes: bytes.slice(0, 256),
          }),
        );
        state = {
          ...state,
          packets: state.packets + 1,
          dropped: state.dropped + (isDropped ? 1 : 0),
          flips: state.flips + (isFlip ? 1 : 0),
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
