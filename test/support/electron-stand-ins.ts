/**
 * The few objects of Electron that frames pass through, without Electron's runtime. Messages arrive
 * later and as structured clones, in order, as they do between two processes; what the page and the
 * preload script hand each other is cloned too, as across Electron's context bridge.
 */
import { EventEmitter } from 'node:events';
import type { Frame } from '../../electron/contract/transport.ts';
import { PAGE_ORIGIN } from '../../electron/main/app-protocol.ts';
import type { PageContents, PageEvent, PageMessages } from '../../electron/main/ipc-transport.ts';

type Listener = (event: unknown, ...values: unknown[]) => void;

export class FakeIpcMain implements PageMessages {
  #emitter = new EventEmitter();

  on(channel: string, listener: (event: PageEvent, ...values: unknown[]) => void): this {
    this.#emitter.on(channel, listener);
    return this;
  }

  /** A message arrives from whoever the event names. */
  receive(channel: string, event: PageEvent, value?: unknown): void {
    this.#emitter.emit(channel, event, value);
  }
}

/** A window's contents with the page in it. */
export class FakeContents implements PageContents {
  reloads = 0;
  destroyed = false;
  /** Everything that was sent to the page, as it travels. */
  readonly sent: Frame[] = [];
  readonly mainFrame = { origin: PAGE_ORIGIN, parent: null };
  #emitter = new EventEmitter();
  #page: ((channel: string, frame: Frame) => void) | undefined;

  send(channel: string, frame: Frame): void {
    const clone = structuredClone(frame);
    this.sent.push(clone);
    setImmediate(() => this.#page?.(channel, clone));
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  reload(): void {
    this.reloads += 1;
  }

  on(event: string, listener: (...values: never[]) => void): this {
    this.#emitter.on(event, listener as (...values: unknown[]) => void);
    return this;
  }

  emit(event: string, ...values: unknown[]): void {
    if (event === 'destroyed') this.destroyed = true;
    this.#emitter.emit(event, ...values);
  }

  /** Where messages to the page go. */
  connectPage(deliver: (channel: string, frame: Frame) => void): void {
    this.#page = deliver;
  }
}

/** The part of `ipcRenderer` that a preload script uses. */
export class FakeIpcRenderer {
  #emitter = new EventEmitter();
  readonly #ipcMain: FakeIpcMain;
  readonly #contents: FakeContents;

  constructor(ipcMain: FakeIpcMain, contents: FakeContents) {
    this.#ipcMain = ipcMain;
    this.#contents = contents;
    contents.connectPage((channel, frame) => this.#emitter.emit(channel, {}, frame));
  }

  send(channel: string, value?: unknown): void {
    const clone = structuredClone(value);
    const event = { sender: this.#contents, senderFrame: this.#contents.mainFrame };
    setImmediate(() => this.#ipcMain.receive(channel, event, clone));
  }

  on(channel: string, listener: Listener): this {
    this.#emitter.on(channel, listener);
    return this;
  }

  removeAllListeners(channel: string): this {
    this.#emitter.removeAllListeners(channel);
    return this;
  }
}

/** Hands an object of functions to the page; their arguments are cloned on the way. */
export class FakeContextBridge {
  readonly exposed = new Map<string, unknown>();

  exposeInMainWorld(name: string, api: Readonly<Record<string, unknown>>): void {
    this.exposed.set(name, bridged(api));
  }
}

function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...values: unknown[]) => bridged(value(...values.map(bridged)));
  }
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, bridged(entry)]));
  }
  return structuredClone(value);
}
