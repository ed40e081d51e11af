import type { Socket } from 'node:net';
import { FrameReader } from '../../contract/frame-stream.ts';
import { MAX_PENDING_BYTES } from '../../contract/serve.ts';
import type { Transport } from '../../contract/transport.ts';
import { TransportEnd } from '../../contract/transport-end.ts';
import { writeFrame } from './write-frame.ts';

/** After this, a peer that does not take what is left is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;
/**
 * While a peer leaves this much unread, no more is read of it: whoever asks without listening would
 * otherwise fill our memory with answers. Packets alone never come to as much: who is behind with them
 * is still heard.
 */
const MAX_UNREAD_BYTES = MAX_PENDING_BYTES + 8 * 1024 * 1024;

/** One end of a stream socket. What is no frame, or one larger than `maxFrameBytes`, closes it. */
export function createStreamTransport(socket: Socket, maxFrameBytes: number): Transport {
  const end = new TransportEnd();
  const decoder = new TextDecoder();
  const reader = new FrameReader(maxFrameBytes, (bytes) => decoder.decode(bytes));

  socket.on('data', (piece) => {
    if (end.over) return;
    if (!reader.read(piece, (frame) => end.deliverLent(frame))) {
      end.end();
      socket.destroy();
      return;
    }
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.pause();
  });
  socket.on('close', () => end.end());
  // A reset connection; `close` follows and says all there is.
  socket.on('error', () => {});

  return {
    send: (frame, onSent) => {
      if (end.over) {
        onSent?.();
        return;
      }
      writeFrame(socket, frame, () => {
        onSent?.();
        if (socket.writableLength <= MAX_UNREAD_BYTES) socket.resume();
      });
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => {
      if (!end.end()) return;
      // What was sent before still leaves, to a peer that takes it.
      socket.end();
      setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS).unref();
    },
    bytesPending: () => socket.writableLength,
  };
}
