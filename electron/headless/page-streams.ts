/**
 * Answers that never end, by which pages are told what there is: a browser gives the bytes of an answer
 * in memory of the page's own, where every message of a WebSocket lies in memory that it has to
 * collect later, which at a million packets holds the page up for many frames.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { STREAM_HEADER } from '../contract/page-paths.ts';
import type { Refusal } from './request-checks.ts';

/** A browser makes six connections to a server, and needs some of them for other things. */
const MAX_STREAMS = 4;
/** A page connects at once; one that does not is gone. */
const CLAIM_MS = 10_000;
const ID_BYTES = 16;

export class PageStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #unclaimed = new Map<string, ServerResponse>();

  /** Begins one, or says why not. */
  begin(request: IncomingMessage, response: ServerResponse): Refusal | undefined {
    // SECURITY: cookies ignore ports, so a page of another server on this host could ask as well. It
    // could read nothing, but take the places of ours.
    if (request.headers['sec-fetch-site'] !== 'same-origin') {
      return { status: 403, sentence: 'Only the page of this Portcullis may ask for this.' };
    }
    if (this.#open.size >= MAX_STREAMS) {
      return { status: 503, sentence: `${MAX_STREAMS} pages have a stream, which is the limit.` };
    }
    const id = randomBytes(ID_BYTES).toString('base64url');
    this.#open.add(response);
    this.#unclaimed.set(id, response);
    const timer = setTimeout(() => {
      if (this.#unclaimed.delete(id)) response.destroy();
    }, CLAIM_MS);
    response.on('close', () => {
      clearTimeout(timer);
      this.#open.delete(response);
      this.#unclaimed.delete(id);
    });
    response.writeHead(200, {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/octet-stream',
      [STREAM_HEADER]: id,
    });
    response.flushHeaders();
    return undefined;
  }

  /** The stream of this name, for the one who asks first. */
  claim(id: string): ServerResponse | undefined {
    const stream = this.#unclaimed.get(id);
    this.#unclaimed.delete(id);
    return stream;
  }
}
