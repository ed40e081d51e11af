import { formatAddressBytes } from '../address.ts';
import { formatMac } from '../packet-text.ts';
import { cleanText, hexText, textOfBytes } from './clean-text.ts';
import { type DecodeState, Stopped } from './decode-state.ts';
import type { ByteRange, DecodedField, Problem, TextPart } from './decoded-packet.ts';
import { MAX_DEPTH } from './limits.ts';

/** How a value is shown: its text, or more. */
export type Described = string | DescribedValue;

export interface DescribedValue {
  readonly value: string;
  readonly note?: string | undefined;
  readonly filterText?: string | undefined;
  /** What is wrong with it. */
  readonly malformed?: string | undefined;
}

type Show = (value: number) => Described;

/**
 * A stretch of the packet that is read from its start on. Every read adds a field, gives the value,
 * and throws {@link Stopped} where the stretch or what was captured of it ends.
 */
export class Section {
  readonly state: DecodeState;
  readonly start: number;
  /** Where it ends by its own account; what was captured may end before. */
  limit: number;
  position: number;
  readonly fields: DecodedField[] = [];
  name = '';
  summary: TextPart[] = [];
  /** It may go on in the next packet, so that its end is no fault. */
  goesOn = false;
  /** Rules see it; what is tunnelled or quoted they do not. */
  readonly isOuter: boolean;
  readonly #depth: number;

  constructor(state: DecodeState, start: number, limit: number, isOuter: boolean, depth = 0) {
    this.state = state;
    this.start = start;
    this.position = start;
    this.limit = limit;
    this.isOuter = isOuter;
    this.#depth = depth;
  }

  /** Bytes up to the limit, captured or not. */
  get left(): number {
    return Math.max(0, this.limit - this.position);
  }

  /** Bytes that are here to be read. */
  get present(): number {
    return Math.max(0, Math.min(this.limit, this.state.bytes.length) - this.position);
  }

  /** Adds to the summary. Words that follow words are set apart by a comma. */
  say(...parts: readonly (TextPart | string)[]): void {
    for (const part of parts) {
      const given = typeof part === 'string' ? { text: part } : part;
      const last = this.summary.at(-1);
      if (given.text === '') continue;
      if (last && !last.isValue && !given.isValue) {
        this.summary[this.summary.length - 1] = { text: cleanText(`${last.text}, ${given.text}`) };
        continue;
      }
      const { filterText, ...rest } = given;
      const clean = { ...rest, text: cleanText(given.text) };
      const isAsked = filterText !== undefined && this.isOuter;
      this.summary.push(isAsked ? { ...clean, filterText: cleanText(filterText) } : clean);
    }
  }

  u8(label: string, show: Show = String): number {
    const start = this.#take(1);
    return this.#number(label, this.state.view.getUint8(start), start, show);
  }

  u16(label: string, show: Show = String): number {
    const start = this.#take(2);
    return this.#number(label, this.state.view.getUint16(start), start, show);
  }

  u24(label: string, show: Show = String): number {
    const start = this.#take(3);
    const { view } = this.state;
    const value = view.getUint8(start) * 0x1_0000 + view.getUint16(start + 1);
    return this.#number(label, value, start, show);
  }

  u32(label: string, show: Show = String): number {
    const start = this.#take(4);
    return this.#number(label, this.state.view.getUint32(start), start, show);
  }

  /** An IPv4 or IPv6 address. `field` is the word of the rules for it: `src`. */
  address(label: string, sizeBytes: 4 | 16, field?: string): string {
    const start = this.#take(sizeBytes);
    const value = formatAddressBytes(this.state.bytes.subarray(start, start + sizeBytes));
    const filterText = field === undefined ? undefined : `${field} ${value}`;
    this.add(label, { value, filterText }, start);
    return value;
  }

  mac(label: string, field?: string): string {
    const start = this.#take(6);
    const value = formatMac(this.state.bytes.subarray(start, start + 6));
    const filterText = field === undefined ? undefined : `${field} ${value}`;
    this.add(label, { value, filterText }, start);
    return value;
  }

  /** Bytes whose meaning is the caller's. */
  bytes(
    label: string,
    count: number,
    show: (bytes: Uint8Array) => Described = hexText,
  ): Uint8Array {
    const start = this.#take(count);
    const bytes = this.state.bytes.subarray(start, start + count);
    this.add(label, show(bytes), start);
    return bytes;
  }

  text(label: string, count: number): string {
    return textOfBytes(this.bytes(label, count, textOfBytes));
  }

  /** Whatever is left, as far as it is here. Nothing is added where there is nothing. */
  rest(label: string): void {
    const { present, left } = this;
    if (left === 0) return;
    if (present > 0) {
      this.bytes(label, present, (bytes) => ({ value: hexText(bytes), note: `${left} bytes` }));
    }
    if (present < left) throw this.#end(left);
  }

  /** Reads without adding a field: what is needed before it can be described. */
  peek8(offset = 0): number {
    this.#check(offset + 1);
    return this.state.view.getUint8(this.position + offset);
  }

  peek16(offset = 0): number {
    this.#check(offset + 2);
    return this.state.view.getUint16(this.position + offset);
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** A field about bytes that were read already: part of a byte, or what several say together. */
  add(label: string, described: Described, start: number, end = this.position): void {
    this.state.countField();
    this.fields.push(makeField(label, described, { start, end }, this.isOuter));
  }

  /** Fields within a field, about bytes that were read already: the flags of a byte of flags. */
  addGroup(label: string, described: Described, start: number, children: readonly Child[]): void {
    this.state.countField();
    const range = { start, end: this.position };
    const field = makeField(label, described, range, this.isOuter);
    const made = children.map((child) => {
      this.state.countField();
      return makeField(child.label, child.described, range, this.isOuter);
    });
    this.fields.push(made.length > 0 ? { ...field, children: made } : field);
  }

  /**
   * A field that has fields of its own. With `count` it is so many bytes long whatever is in it, and
   * what is wrong within does not end the reading of what follows it.
   */
  group(label: string, count: number | undefined, read: (inner: Section) => Described): void {
    if (this.#depth >= MAX_DEPTH) throw new Stopped('long', 'nested deeper than is ever shown');
    this.state.countField();
    const { position: start } = this;
    const limit = count === undefined ? this.limit : Math.min(start + count, this.limit);
    const inner = new Section(this.state, start, limit, this.isOuter, this.#depth + 1);
    // Only what is longer than what is left of this one can go on behind it.
    inner.goesOn = this.goesOn && count !== undefined && start + count > this.limit;
    let described: Described = '';
    let problem: Problem | undefined;
    try {
      described = read(inner);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      problem = error.problem;
    }
    const end = Math.min(count === undefined ? inner.position : limit, this.state.bytes.length);
    const field = makeField(label, described, { start, end }, this.isOuter);
    this.fields.push({
      ...field,
      ...(problem ? { problem } : {}),
      ...(inner.fields.length > 0 ? { children: inner.fields } : {}),
    });
    this.position = end;
    if (problem && (count === undefined || problem.kind !== 'malformed')) {
      throw new Stopped(problem.kind, problem.text);
    }
    if (count !== undefined) {
      this.position = start;
      this.#take(count);
    }
  }

  /** Throws {@link Stopped}: it contradicts itself. */
  fault(text: string): never {
    throw new Stopped('malformed', text);
  }

  #number(label: string, value: number, start: number, show: Show): number {
    this.add(label, show(value), start);
    return value;
  }

  /** Answers where the bytes start. */
  #take(count: number): number {
    this.#check(count);
    const start = this.position;
    this.position += count;
    return start;
  }

  #check(count: number): void {
    this.state.spend(1);
    if (count > this.present) throw this.#end(count);
  }

  #end(wanted: number): Stopped {
    const { bytes, isCut, originalLength } = this.state;
    if (this.position + wanted > this.limit) {
      if (this.goesOn) return new Stopped('cut', 'goes on in the next packet');
      return new Stopped('malformed', 'ends before it should');
    }
    if (!isCut) return new Stopped('malformed', 'ends before it should');
    const missing = originalLength - bytes.length;
    return new Stopped('cut', `the last ${missing} bytes of the packet were not captured`);
  }
}

export interface Child {
  readonly label: string;
  readonly described: Described;
}

function makeField(
  label: string,
  described: Described,
  range: ByteRange,
  isOuter: boolean,
): DecodedField {
  const given = typeof described === 'string' ? { value: described } : described;
  const { value, note, filterText, malformed }: DescribedValue = given;
  return {
    label: cleanText(label),
    value: cleanText(value),
    ...(note ? { note: cleanText(note) } : {}),
    range,
    ...(filterText !== undefined && isOuter ? { filterText: cleanText(filterText) } : {}),
    ...(malformed !== undefined
      ? { problem: { kind: 'malformed' as const, text: cleanText(malformed) } }
      : {}),
  };
}

/** A value in a summary. */
export function shownValue(text: string, filterText?: string): TextPart {
  return filterText === undefined ? { text, isValue: true } : { text, isValue: true, filterText };
}
