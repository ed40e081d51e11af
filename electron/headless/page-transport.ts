import type { Writable } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Frame, Transport } from '../contract/transport.ts';
import { TransportEnd } from '../contract/transport-end.ts';
import { writeFrame } from '../engine/control-socket/write-frame.ts';

/** After this, a peer that does not answer the closing handshake is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Gives the stream of this name to the one who asks first. */
export type ClaimStream = (id: string) => Writable | undefined;

/**
 * The host's end of a page. Text messages of its WebSocket are text frames, binary messages to the page
 * binary ones. The page may have all that it is told go into a stream of its own instead: a binary
 * message names the stream, and is answered with an empty one, the last before what goes there. With an
 * empty message it leaves the stream, which ends, and hears over its WebSocket again.
 */
export function createPageTransport(socket: WebSocket, claim: ClaimStream): Transport {
  const end = new TransportEnd();
  let stream: Writable | undefined;

  socket.on('message', (data, isBinary) => {
    const frame = toFrame(data, isBinary);
    if (typeof frame === 'string' || !changeStream(frame)) end.deliver(frame);
  });
  socket.on('close', () => {
    end.end();
    stream?.destroy();
  });
  // A reset connection or a frame that breaks the protocol; `close` follows and says all there is.
  socket.on('error', () => {});

  /** Answers whether the message was about that. */
  function changeStream(message: Uint8Array): boolean {
    const isLeaving = message.length === 0;
    const next = isLeaving || end.over ? undefined : claim(Buffer.from(message).toString('latin1'));
    if (!isLeaving && !next) return false;
    stream?.end();
    stream = next;
    if (!next) return true;
    // What had been written into it is lost, so the page has to begin anew.
    next.on('close', () => next === stream && close());
    next.on('error', () => {});
    socket.send(new Uint8Array());
    return true;
  }

  function close(): void {
    if (!end.end()) return;
    stream?.end();
    socket.close();
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  return {
    send: (frame, onSent = () => {}) => {
      // Both write the frame's own bytes, and say when they have.
      if (end.over) onSent();
      else if (stream) writeFrame(stream, frame, onSent);
      else socket.send(frame, () => onSent());
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close,
    bytesPending: () => socket.bufferedAmount + (stream?.writableLength ?? 0),
  };
}

/** With the default `binaryType` of the library a message is one Buffer, of text or of bytes. */
function toFrame(data: RawData, isBinary: boolean): Frame {
  if (!Buffer.isBuffer(data)) throw new Error('unexpected kind of WebSocket message');
  return isBinary ? data : data.toString('utf8');
}
