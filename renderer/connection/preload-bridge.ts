/** What the desktop app's preload script puts into the page. In a browser it is absent. */
export interface PreloadBridge {
  send(frame: string | Uint8Array): void;
  receive(listener: (frame: string | Uint8Array) => void): void;
}

declare global {
  interface Window {
    readonly portcullis?: PreloadBridge;
  }
}
