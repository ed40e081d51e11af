import type { RawData, WebSocket } from 'ws';
import type { Frame, Transport } from '../contract/transport.ts';

/** After this, a peer that does not answer the closing handshake is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/** The host's end of a WebSocket. Text messages are text frames, binary messages binary ones. */
export function createWebSocketTransport(socket: WebSocket): Transport {
  let closed = false;
  let frameListener: ((frame: Frame) => void) | undefined;
  const waiting: Frame[] = [];
  const closeListeners: (() => void)[] = [];

  socket.on('message', (data, isBinary) => {
    if (closed) return;
    const frame = toFrame(data, isBinary);
    if (frameListener) frameListener(frame);
    else waiting.push(frame);
  });
  socket.on('close', markClosed);
  // A reset connection or a frame that breaks the protocol; `close` follows and says all there is.
  socket.on('error', () => {});

  function markClosed(): void {
    if (closed) return;
    closed = true;
    waiting.length = 0;
    for (const listener of closeListeners.splice(0)) listener();
  }

  return {
    send: (frame) => {
      if (!closed) socket.send(frame);
    },
    onFrame: (listener) => {
      frameListener = listener;
      for (const frame of waiting.splice(0)) listener(frame);
    },
    onClose: (listener) => {
      if (closed) listener();
      else closeListeners.push(listener);
    },
    close: () => {
      if (closed) return;
      markClosed();
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
