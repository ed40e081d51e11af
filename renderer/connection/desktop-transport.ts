import type { Transport } from '../../electron/contract/transport.ts';
import { TransportEnd } from '../../electron/contract/transport-end.ts';
import type { PreloadBridge } from './preload-bridge.ts';

/** Frames through the preload script. The engine lives as long as the window, so it never closes. */
export function createDesktopTransport(bridge: PreloadBridge): Transport {
  const end = new TransportEnd();
  bridge.receive((frame) => end.deliver(frame));
  return {
    send: (frame, onSent) => {
      // Cloned on its way to the preload script.
      bridge.send(frame);
      onSent?.();
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: () => {},
    close: () => {},
    bytesPending: () => 0,
  };
}
