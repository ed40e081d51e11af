import type { Frame, Transport } from '../../electron/contract/transport.ts';

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
  let listener: ((frame: Frame) => void) | undefined;
  const waiting: Frame[] = [];
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const frame = typeof data === 'string' ? data : new Uint8Array(data);
    if (listener) listener(frame);
    else waiting.push(frame);
  });
  return {
    send: (frame) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(typeof frame === 'string' ? frame : new Uint8Array(frame));
    },
    onFrame: (accept) => {
      listener = accept;
      for (const frame of waiting.splice(0)) accept(frame);
    },
    onClose: (accept) => {
      if (socket.readyState === WebSocket.CLOSED) accept();
      else socket.addEventListener('close', () => accept(), { once: true });
    },
    close: () => socket.close(),
    bytesPending: () => socket.bufferedAmount,
  };
}
