/**
 * The seam between an engine and those who watch it. A transport only sends and delivers frames:
 * text frames are remote calls and events (JSON), binary frames are packet batches.
 * Implementations: memory, WebSocket (both ends), Electron IPC (both ends).
 */
export type Frame = string | Uint8Array;

export interface Transport {
  /**
   * Queues one frame, which belongs to the transport until `onSent` is called: once, when nobody reads
   * the frame's bytes any more, be it that they have left or that they never will. That may be during
   * this call. After the close nothing is sent: the close is what callers act on.
   */
  send(frame: Frame, onSent?: () => void): void;
  /**
   * Frames in the order they were sent. At most one listener; frames before it are kept for it. The
   * bytes of a binary frame are valid during the call only.
   */
  onFrame(listener: (frame: Frame) => void): void;
  /** Called once, also when the transport was closed before the listener came. */
  onClose(listener: () => void): void;
  close(): void;
  /** Bytes that were sent here and have not left this process yet. The sender's back-pressure. */
  bytesPending(): number;
}
