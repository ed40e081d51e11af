/**
 * Questions to the kernel's netlink sockets, for the few facts that iproute2 does not print. It only
 * reads, needs no privileges, and never waits: the kernel has answered before `send` returns, or
 * answers the next part while it is received. <netlink(7)>
 */

import { closeFd } from '../ffi/libc.ts';
import {
  AF_NETLINK,
  MSG_DONTWAIT,
  receive,
  SOCK_CLOEXEC,
  SOCK_RAW,
  send,
  socket,
} from '../ffi/libc-socket.ts';

export const NETLINK_ROUTE = 0;
export const NETLINK_GENERIC = 16;
export const NLM_F_REQUEST = 1;
export const NLM_F_DUMP = 0x300;

const HEADER_BYTES = 16;
const ATTRIBUTE_HEADER_BYTES = 4;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
/** The kernel sends at most 32 KiB at a time. */
const BUFFER_BYTES = 64 * 1024;
/** An answer that is longer is cut: far more interfaces or programs than are ever shown. */
const MAX_PARTS = 64;
/** Flags in the two highest bits of an attribute's type. */
const TYPE_MASK = 0x3fff;

export interface NetlinkQuestion {
  readonly protocol: number;
  readonly type: number;
  readonly flags: number;
  /** What follows the header; its length is a multiple of four. */
  readonly body: Uint8Array;
}

/**
 * Gives the bodies of the messages that answer, or `undefined` where the kernel refuses, or does not
 * know the question.
 */
export function askNetlink({
  protocol,
  type,
  flags,
  body,
}: NetlinkQuestion): Uint8Array[] | undefined {
  const fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) return undefined;
  try {
    const message = new Uint8Array(HEADER_BYTES + body.length);
    const view = viewOf(message);
    view.setUint32(0, message.length, true);
    view.setUint16(4, type, true);
    view.setUint16(6, NLM_F_REQUEST | flags, true);
    message.set(body, HEADER_BYTES);
    if (send(fd, message, message.length, MSG_DONTWAIT) < 0) return undefined;
    return receiveAnswer(fd, (flags & NLM_F_DUMP) !== 0);
  } finally {
    closeFd(fd);
  }
}

function receiveAnswer(fd: number, isDump: boolean): Uint8Array[] | undefined {
  const buffer = new Uint8Array(BUFFER_BYTES);
  const bodies: Uint8Array[] = [];
  for (let part = 0; part < MAX_PARTS; part += 1) {
    const sizeBytes = receive(fd, buffer, buffer.length, MSG_DONTWAIT);
    if (sizeBytes < 0) return undefined;
    for (const { type, body } of messagesIn(buffer.slice(0, sizeBytes))) {
      if (type === NLMSG_ERROR) return undefined;
      if (type === NLMSG_DONE) return bodies;
      bodies.push(body);
    }
    if (!isDump) break;
  }
  return bodies;
}

function* messagesIn(bytes: Uint8Array): Generator<{ type: number; body: Uint8Array }> {
  const view = viewOf(bytes);
  let offset = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const sizeBytes = view.getUint32(offset, true);
    if (sizeBytes < HEADER_BYTES || offset + sizeBytes > bytes.length) return;
    yield {
      type: view.getUint16(offset + 4, true),
      body: bytes.subarray(offset + HEADER_BYTES, offset + sizeBytes),
    };
    offset += align(sizeBytes);
  }
}

/** The attributes in a piece of a message, by type. A damaged one ends the list. */
export function readAttributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = viewOf(bytes);
  const attributes = new Map<number, Uint8Array>();
  let offset = 0;
  while (offset + ATTRIBUTE_HEADER_BYTES <= bytes.length) {
    const sizeBytes = view.getUint16(offset, true);
    if (sizeBytes < ATTRIBUTE_HEADER_BYTES || offset + sizeBytes > bytes.length) break;
    attributes.set(
      view.getUint16(offset + 2, true) & TYPE_MASK,
      bytes.subarray(offset + ATTRIBUTE_HEADER_BYTES, offset + sizeBytes),
    );
    offset += align(sizeBytes);
  }
  return attributes;
}

/** One attribute with a text, as the kernel reads them. */
export function textAttribute(type: number, text: string): Uint8Array {
  const value = Buffer.from(`${text}\0`, 'latin1');
  const sizeBytes = ATTRIBUTE_HEADER_BYTES + value.length;
  const bytes = new Uint8Array(align(sizeBytes));
  viewOf(bytes).setUint16(0, sizeBytes, true);
  viewOf(bytes).setUint16(2, type, true);
  bytes.set(value, ATTRIBUTE_HEADER_BYTES);
  return bytes;
}

/** A name that another program chose. What could steer a terminal becomes a question mark. */
export function readText(value: Uint8Array | undefined): string {
  if (!value) return '';
  const end = value.indexOf(0);
  const text = Buffer.from(value.subarray(0, end < 0 ? undefined : end)).toString('latin1');
  return text.replace(/[^ -~]/g, '?');
}

/** A number of two, four or eight bytes; 0 where there is none. */
export function readNumber(value: Uint8Array | undefined): number {
  if (!value) return 0;
  const view = viewOf(value);
  if (value.length >= 8) return Number(view.getBigUint64(0, true));
  if (value.length >= 4) return view.getUint32(0, true);
  return value.length >= 2 ? view.getUint16(0, true) : 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function align(sizeBytes: number): number {
  return (sizeBytes + 3) & ~3;
}
