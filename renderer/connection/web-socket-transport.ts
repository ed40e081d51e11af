import type { Transport } from '../../electron/contract/transport.ts';
import { TransportEnd } from '../../electron/contract/transport-end.ts';

/** Opens a connection to the host that served this page; `undefined` when it cannot be reached. */
export function openWebSocketTransport(host: {
  readonly protocol: string;
  readonly host: string;
}): Promise<Transport | undefined> {
  const scheme = host.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${host.host}/api`);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(transportOver(socket)), { once: true });
    socket.addEventListener('close', () => resolve(undefined), { once: true });
  });
}

function transportOver(socket: WebSocket): Transport {
  const end = new TransportEnd();
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    end.deliver(typeof data === 'string' ? data : new Uint8Array(data));
  });
  socket.addEventListener('close', () => end.end());
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
