/**
 * The engine's end of Electron IPC. The one place where a message of a page is let in: every channel
 * is registered here, and every sender is checked here.
 */
import type { Frame, Transport } from '../contract/transport.ts';
import { TransportEnd } from '../contract/transport-end.ts';
import { PAGE_ORIGIN } from './app-protocol.ts';

/** Twins of the names in preload.ts, which can import nothing. */
export const CHANNEL = {
  /** Page to host: its listener is in place; begin. */
  open: 'portcullis:open',
  /** Both ways. */
  frame: 'portcullis:frame',
  /** Page to host: the length of a frame that it has dealt with. */
  taken: 'portcullis:taken',
} as const;

/** What is needed of Electron's `WebContents`. */
export interface PageContents {
  send(channel: string, frame: Frame): void;
  isDestroyed(): boolean;
  reload(): void;
  on(event: 'render-process-gone', listener: () => void): unknown;
  on(event: 'destroyed', listener: () => void): unknown;
}

/** What is needed of Electron's `IpcMainEvent`. */
export interface PageEvent {
  readonly sender: unknown;
  /** `null` once the frame is gone. */
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
}

/** What is needed of Electron's `ipcMain`. */
export interface PageMessages {
  on(channel: string, listener: (event: PageEvent, ...values: unknown[]) => void): unknown;
}

/**
 * Gives `onClient` a transport for every page that the window loads: one at a time, each ending with
 * its page. Register this before the page is loaded.
 */
export function acceptPages(
  messages: PageMessages,
  contents: PageContents,
  onClient: (transport: Transport) => void,
): void {
  let current: PageTransport | undefined;

  /** SECURITY: only the main frame of our window, while it shows our own page, is heard. */
  function listen(channel: string, listener: (value: unknown) => void): void {
    messages.on(channel, (event, value) => {
      const { sender, senderFrame: frame } = event;
      const isOurs =
        sender === contents &&
        frame !== null &&
        frame.parent === null &&
        frame.origin === PAGE_ORIGIN;
      if (isOurs) listener(value);
    });
  }

  listen(CHANNEL.open, () => {
    // A page that was reloaded takes the place of the one before.
    current?.end();
    current = createPageTransport(contents);
    onClient(current);
  });
  listen(CHANNEL.frame, (value) => current?.deliver(value));
  listen(CHANNEL.taken, (value) => current?.taken(value));
  contents.on('render-process-gone', () => current?.end());
  contents.on('destroyed', () => current?.end());
}

interface PageTransport extends Transport {
  deliver(value: unknown): void;
  taken(value: unknown): void;
  /** The page is gone. */
  end(): void;
}

function createPageTransport(contents: PageContents): PageTransport {
  const end = new TransportEnd();
  let pendingLength = 0;

  return {
    send: (frame, onSent) => {
      if (!end.over && !contents.isDestroyed()) {
        pendingLength += frame.length;
        contents.send(CHANNEL.frame, typeof frame === 'string' ? frame : withoutSurplus(frame));
      }
      // What was sent is a clone, made during the call.
      onSent?.();
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => {
      // The page cannot be told, and without a connection it is no use: it starts afresh.
      if (end.end() && !contents.isDestroyed()) contents.reload();
    },
    bytesPending: () => pendingLength,
    deliver: (value) => {
      // Structured clones can be anything. What is no frame becomes one that no reader accepts.
      end.deliver(typeof value === 'string' || value instanceof Uint8Array ? value : '');
    },
    taken: (value) => {
      const length = typeof value === 'number' && value > 0 ? value : 0;
      pendingLength = Math.max(0, pendingLength - length);
    },
    end: () => void end.end(),
  };
}

/** A structured clone carries the whole buffer below a view, so a part gets a buffer of its own. */
function withoutSurplus(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
