import type { RawData, WebSocket } from 'ws';
import type { Frame, Transport } from '../contract/transport.ts';
import { TransportEnd } from '../contract/transport-end.ts';

/** After this, a peer that does not answer the closing handshake is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/** The host's end of a WebSocket. Text messages are text frames, binary messages binary ones. */
export function createWebSocketTransport(socket: WebSocket): Transport {
  const end = new TransportEnd();
  socket.on('message', (data, isBinary) => end.deliver(toFrame(data, isBinary)));
  socket.on('close', () => end.end());
  // A reset connection or a frame that breaks the protocol; `close` follows and says all there is.
  socket.on('error', () => {});

  return {
    send: (frame, onSent) => {
      // The server's end masks nothing, so it writes the frame's own bytes, and says when it has.
      if (!end.over) socket.send(frame, () => onSent?.());
      else onSent?.();
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => {
      if (!end.end()) return;
      socket.close();
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    },
    bytesPending: () => socket.bufferedAmount,
  };
}

/** With the default `binaryType` of the library a message is one Buffer, of text or of bytes. */
function toFrame(data: RawData, isBinary: boolean): Frame {
  if (!Buffer.isBuffer(data)) throw new Error('unexpected kind of WebSocket message');
  return isBinary ? data : data.toString('utf8');
}
