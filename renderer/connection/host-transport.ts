import { FrameReader } from '../../electron/contract/frame-stream.ts';
import { API_PATH } from '../../electron/contract/page-paths.ts';
import type { Transport } from '../../electron/contract/transport.ts';
import { TransportEnd } from '../../electron/contract/transport-end.ts';
import { MAX_ANSWER_BYTES } from '../../electron/contract/wire.ts';
import { HostStream } from './host-stream.ts';

/** Of whoever served this page. */
export interface HostAddress {
  readonly protocol: string;
  readonly host: string;
}

/**
 * Opens a connection to the host that served this page; `undefined` when it cannot be reached. The page
 * speaks over a WebSocket, and while it is looked at it hears by a stream, where the host has one left.
 */
export function openHostTransport(address: HostAddress): Promise<Transport | undefined> {
  const scheme = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${address.host}${API_PATH}`);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(transportOver(socket, address)), { once: true });
    socket.addEventListener('close', () => resolve(undefined), { once: true });
  });
}

function transportOver(socket: WebSocket, address: HostAddress): Transport {
  const end = new TransportEnd();
  const decoder = new TextDecoder();
  const frames = new FrameReader(MAX_ANSWER_BYTES, (bytes) => decoder.decode(bytes));
  const stream = new HostStream(address, {
    tell: (message) => socket.readyState === WebSocket.OPEN && socket.send(message),
    onBytes: (bytes) => frames.read(bytes, (frame) => end.deliverLent(frame)),
    onBroken: () => socket.close(),
  });
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (data instanceof ArrayBuffer && data.byteLength === 0) stream.begin();
    else stream.after(() => end.deliver(typeof data === 'string' ? data : new Uint8Array(data)));
  });
  socket.addEventListener('close', () => {
    end.end();
    stream[Symbol.dispose]();
  });
  return {
    send: (frame, onSent) => {
      if (socket.readyState === WebSocket.OPEN) {
        // A browser takes a copy of its own.
        socket.send(typeof frame === 'string' ? frame : new Uint8Array(frame));
      }
      onSent?.();
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => socket.close(),
    bytesPending: () => socket.bufferedAmount,
  };
}
