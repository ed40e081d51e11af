import { LINK_TYPE } from '../contract/capture-file/format.ts';
import type { FileInterface } from '../contract/capture-file/pcapng-writer.ts';
import type { NetworkInterface, Snapshot } from '../contract/state.ts';

/** Interfaces by the number that records carry. One that went away keeps its name. */
export class SeenInterfaces {
  readonly #byIndex = new Map<number, FileInterface>();

  constructor({ interfaces, attachments }: Pick<Snapshot, 'interfaces' | 'attachments'>) {
    for (const { ifindex, interface: name } of attachments) this.name(ifindex, name);
    this.learn(interfaces);
  }

  learn(interfaces: readonly NetworkInterface[]): void {
    for (const { ifindex, name, framing } of interfaces) {
      const linkType = framing === 'ip' ? LINK_TYPE.rawIp : LINK_TYPE.ethernet;
      this.#byIndex.set(ifindex, { name, linkType });
    }
  }

  name(ifindex: number, name: string): void {
    if (this.#byIndex.get(ifindex)?.name === name) return;
    this.#byIndex.set(ifindex, { name, linkType: LINK_TYPE.ethernet });
  }

  of(ifindex: number): FileInterface {
    return this.#byIndex.get(ifindex) ?? { name: `#${ifindex}`, linkType: LINK_TYPE.ethernet };
  }
}
