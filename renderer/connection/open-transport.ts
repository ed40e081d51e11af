import type { Transport } from '../../electron/contract/transport.ts';
import { createDesktopTransport } from './desktop-transport.ts';
import { openHostTransport } from './host-transport.ts';

/** Opens a way to the engine; `undefined` when there is none at the moment. */
export type OpenTransport = () => Promise<Transport | undefined>;

/** In the desktop app through its preload script, anywhere else to the host of the page. */
export function chooseTransport(): OpenTransport {
  const bridge = window.portcullis;
  if (!bridge) return () => openHostTransport(window.location);
  const transport = createDesktopTransport(bridge);
  return () => Promise.resolve(transport);
}
