import { createStore, type StoreApi } from 'zustand/vanilla';
import { type PacketDetails, packetDetails } from '../model/details/packet-details.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import type { PacketsStore } from './packets-store.ts';
import { remember, remembered } from './page-memory.ts';

export const DETAILS_HEIGHT = { usual: 226, least: 120, most: 900 } as const;
const HEIGHT_KEY = 'details.height';

export interface DetailsState {
  readonly isOpen: boolean;
  readonly heightPx: number;
  /** The packet that was selected last. It stays when its row is gone. */
  readonly packet: PacketDetails | undefined;
  /** By a node's path: whether somebody opened or closed it. */
  readonly toggled: ReadonlyMap<string, boolean>;
}

interface Sources {
  readonly history: PacketHistory;
  readonly packets: PacketsStore;
}

/** What is inside of the selected packet. */
export class Details {
  readonly store: StoreApi<DetailsState>;
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.store = createStore<DetailsState>(() => ({
      isOpen: false,
      heightPx: clampHeight(Number(remembered(HEIGHT_KEY) ?? DETAILS_HEIGHT.usual)),
      packet: undefined,
      toggled: new Map(),
    }));
    sources.packets.subscribe(({ selected }, before) => {
      this.#forgetStrangers();
      // At once, not when it is looked at: by then newer packets may have taken its place.
      if (selected !== undefined && selected !== before.selected) this.#take(selected);
    });
  }

  /** Opens for the selected packet; answers whether there is one. */
  open(): boolean {
    const { selected } = this.#sources.packets.getState();
    if (selected !== undefined) this.#take(selected);
    if (!this.store.getState().packet) return false;
    this.store.setState({ isOpen: true });
    return true;
  }

  /** Answers whether it was open. */
  close(): boolean {
    const { isOpen } = this.store.getState();
    if (isOpen) this.store.setState({ isOpen: false });
    return isOpen;
  }

  resize(heightPx: number): void {
    const height = clampHeight(heightPx);
    this.store.setState({ heightPx: height });
    remember(HEIGHT_KEY, String(height));
  }

  toggle(path: string, isOpen: boolean): void {
    this.store.setState(({ toggled }) => ({ toggled: new Map(toggled).set(path, isOpen) }));
  }

  #take(sequence: number): void {
    if (this.store.getState().packet?.sequence === sequence) return;
    const packet = packetDetails(this.#sources.history, sequence);
    if (packet) this.store.setState({ packet });
  }

  /** A history that begins afresh has other packets under the same numbers. */
  #forgetStrangers(): void {
    const { packet } = this.store.getState();
    if (!packet || packet.sequence < this.#sources.history.end) return;
    this.store.setState({ packet: undefined, isOpen: false });
  }
}

function clampHeight(heightPx: number): number {
  if (!Number.isFinite(heightPx)) return DETAILS_HEIGHT.usual;
  return Math.round(Math.min(DETAILS_HEIGHT.most, Math.max(DETAILS_HEIGHT.least, heightPx)));
}
