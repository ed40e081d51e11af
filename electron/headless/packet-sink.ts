/** What `portcullis watch` does with packets: it prints them, or writes them to a capture file. */
import { type FileInterface, PcapngWriter } from '../contract/capture-file/pcapng-writer.ts';
import { verdictComment } from '../contract/capture-file/verdict-comment.ts';
import type { PacketRecord } from '../contract/packet-record.ts';
import type { Output } from './output.ts';
import type { FormatLine, LineContext } from './packet-lines.ts';

export interface PacketSink {
  /** Packets will come: a reader should know what it reads. */
  begin(): void;
  /** Takes one packet, with its first bytes. {@link send} follows. */
  add(record: PacketRecord, bytes: Uint8Array): void;
  /** Sends what was added. */
  send(): void;
  /** What is left to be said when everything was sent. */
  end(summary: SinkSummary): void;
}

export interface SinkSummary {
  readonly received: number;
  readonly lost: number;
  readonly leftOut: number;
  readonly delivered: number;
  readonly startMs: number;
  readonly text: string;
}

export function createLineSink(
  output: Output,
  format: FormatLine,
  context: LineContext,
): PacketSink {
  let text = '';
  return {
    begin: () => {},
    add: (record) => {
      text += `${format(record, context)}\n`;
    },
    send: () => {
      output.write(text);
      text = '';
    },
    end: () => {},
  };
}

export interface CaptureSinkOptions {
  readonly application: string;
  readonly system: string;
  readonly snapshotBytes: number;
  readonly context: LineContext;
  interfaceOf(ifindex: number): FileInterface;
}

/** A pcapng file. */
export function createCaptureSink(output: Output, options: CaptureSinkOptions): PacketSink {
  const { context, application, system, snapshotBytes } = options;
  const writer = new PcapngWriter({ application, system, snapshotBytes }, output.write);
  let seenOn: FileInterface | undefined;
  return {
    begin: () => writer.flush(),
    add: (record, bytes) => {
      const of = options.interfaceOf(record.ifindex);
      seenOn ??= of;
      writer.add(record, bytes.subarray(0, snapshotBytes), {
        interface: of,
        bootTimeMs: context.bootTimeMs,
        comment: verdictComment(record, context.rule?.(record)),
      });
    },
    send: () => writer.flush(),
    end: ({ text, ...counts }) => {
      if (seenOn) writer.addStatistics({ ...counts, endMs: Date.now(), comment: text }, seenOn);
      writer.flush();
    },
  };
}
