import type { Frame, Transport } from '../../electron/contract/transport.ts';
import type { PreloadBridge } from './preload-bridge.ts';

/** Frames through the preload script. The engine lives as long as the window, so it never closes. */
export function createDesktopTransport(bridge: PreloadBridge): Transport {
  let listener: ((frame: Frame) => void) | undefined;
  const waiting: Frame[] = [];
  bridge.receive((frame) => {
    if (listener) listener(frame);
    else waiting.push(frame);
  });
  return {
    send: (frame) => bridge.send(frame),
    onFrame: (accept) => {
      listener = accept;
      for (const frame of waiting.splice(0)) accept(frame);
    },
    onClose: () => {},
    close: () => {},
    bytesPending: () => 0,
  };
}
