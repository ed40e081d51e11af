import type { DhcpFacts } from './application/dhcp.ts';
import type { DnsMessage } from './application/dns.ts';
import type { TlsHello } from './application/tls.ts';
import type { ApplicationText, Problem } from './decoded-packet.ts';
import { MAX_FIELDS, MAX_STEPS } from './limits.ts';

/**
 * Thrown to end the reading of a layer. It never leaves this folder: the driver makes a note of it. No
 * `Error`, as it is an outcome like any other, and a stack trace would cost more than the decoding.
 */
export class Stopped {
  readonly problem: Problem;

  constructor(kind: Problem['kind'], text: string) {
    this.problem = { kind, text };
  }
}

/** What one decoding shares: the bytes, what it has cost so far, what was found. */
export class DecodeState {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly originalLength: number;
  steps = 0;
  fields = 0;
  layers = 0;
  /** Of the packet itself, not of one that it quotes. */
  application: ApplicationText | undefined;
  dns: DnsMessage | undefined;
  tls: TlsHello | undefined;
  dhcp: DhcpFacts | undefined;

  constructor(bytes: Uint8Array, originalLength: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.originalLength = Math.max(originalLength, bytes.length);
  }

  /** Whether there was more of the packet than is here. */
  get isCut(): boolean {
    return this.originalLength > this.bytes.length;
  }

  spend(steps: number): void {
    if (this.steps + steps > MAX_STEPS) throw new Stopped('long', 'more than is ever shown');
    this.steps += steps;
  }

  countField(): void {
    this.spend(1);
    if (this.fields >= MAX_FIELDS) throw new Stopped('long', 'more fields than are ever shown');
    this.fields += 1;
  }
}
