/** Downloads a list, over https and nothing else. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { err, ok, type Result } from '../../contract/result.ts';
import {
  badRedirect,
  endless,
  failureOf,
  notHttps,
  redirectsAway,
  refused,
  tooManyRedirects,
  unknownEncoding,
} from './load-failures.ts';
import {
  type Consume,
  LOAD_LIMITS,
  type Loaded,
  type LoadLimits,
  tooLarge,
  VALIDATOR,
  type Validators,
} from './load-limits.ts';
import { Patience } from './patience.ts';

export interface FetchRequest {
  readonly url: string;
  /** Of what is here already. */
  readonly validators?: Validators;
  readonly limits?: LoadLimits;
  readonly signal?: AbortSignal;
  /** Trust this certificate authority (PEM) instead of those of the machine. */
  readonly ca?: string;
}

const USER_AGENT = 'Portcullis';
const COMPRESSIONS = new Set(['gzip', 'x-gzip', 'deflate']);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Hands the text of a list to `consume`. Nothing is to be done with it unless this succeeds: only
 * then it was complete. Fails with `list-unreachable`, `bad-list`, or as `consume` did.
 */
export async function fetchList(request: FetchRequest, consume: Consume): Promise<Result<Loaded>> {
  const { limits = LOAD_LIMITS, signal } = request;
  const url = URL.parse(request.url);
  if (url?.protocol !== 'https:') return err(notHttps(url?.protocol ?? 'that'));
  using patience = new Patience(url.host, limits, signal);
  try {
    return await follow(request, url, patience, consume);
  } catch (error) {
    return err(patience.failure ?? failureOf(error, patience.where));
  }
}

async function follow(
  request: FetchRequest,
  first: URL,
  patience: Patience,
  consume: Consume,
): Promise<Result<Loaded>> {
  const { limits = LOAD_LIMITS } = request;
  let url = first;
  for (let redirects = 0; redirects <= limits.redirects; redirects++) {
    patience.renew(url.host);
    const message = await ask(url, request, patience.signal);
    try {
      patience.renew();
      if (!REDIRECTS.has(message.statusCode ?? 0)) {
        return await read(message, url.host, request, patience, consume);
      }
      const next = URL.parse(message.headers.location ?? '', url.href);
      if (!next) return err(badRedirect(url.host));
      if (next.protocol !== 'https:') return err(redirectsAway(url.host, next.protocol));
      url = next;
    } finally {
      message.destroy();
    }
  }
  return err(tooManyRedirects(first.host, limits.redirects));
}

/** Resolves with the head of the answer. */
function ask(url: URL, { validators, ca }: FetchRequest, signal: AbortSignal) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    let message: IncomingMessage | undefined;
    const headers: Record<string, string> = {
      'User-Agent': USER_AGENT,
      Accept: 'text/plain, */*;q=0.5',
      'Accept-Encoding': 'gzip, deflate',
      Connection: 'close',
      ...(validators?.etag === undefined ? {} : { 'If-None-Match': validators.etag }),
      ...(validators?.lastModified === undefined
        ? {}
        : { 'If-Modified-Since': validators.lastModified }),
    };
    // SECURITY: certificates are checked, whatever the environment says.
    const trust = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
    const asked = get(url, { agent: false, headers, signal, ...trust });
    asked.on('response', (answer) => {
      // What goes wrong before anybody reads is kept, and met by whoever reads then.
      answer.on('error', () => {});
      message = answer;
      resolve(answer);
    });
    // Also after the head: a body that goes on behind its length is an error of the request.
    asked.on('error', (error) => {
      reject(error);
      message?.destroy(error);
    });
  });
}

async function read(
  message: IncomingMessage,
  host: string,
  { validators, limits = LOAD_LIMITS }: FetchRequest,
  patience: Patience,
  consume: Consume,
): Promise<Result<Loaded>> {
  const { statusCode = 0, headers } = message;
  if (statusCode === 304 && isKnown(validators)) return ok({ kind: 'unchanged' });
  if (statusCode !== 200) return err(refused(host, statusCode));
  if (Number(headers['content-length']) > limits.bodyBytes) {
    return tooLarge(`The list of ${host}`, limits.bodyBytes);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  const isCompressed = COMPRESSIONS.has(encoding.toLowerCase());
  if (!isCompressed && encoding !== 'identity') return err(unknownEncoding(host));
  if (!isCompressed && !hasKnownEnd(headers)) return err(endless(host));
  let bytes = 0;
  for await (const chunk of isCompressed ? decompressed(message) : message) {
    patience.renew();
    bytes += chunk.length;
    if (bytes > limits.bodyBytes) return tooLarge(`The list of ${host}`, limits.bodyBytes);
    const consumed = await consume(chunk);
    if (!consumed.ok) return consumed;
    patience.signal.throwIfAborted();
  }
  return ok({ kind: 'read', validators: validatorsOf(headers) });
}

/** Only who asked whether there is anything new may be told that there is not. */
function isKnown(validators: Validators = {}): boolean {
  return validators.etag !== undefined || validators.lastModified !== undefined;
}

/** Otherwise nobody could tell the whole list from one that was cut off. */
function hasKnownEnd(headers: IncomingHttpHeaders): boolean {
  const isChunked = /\bchunked$/i.test(headers['transfer-encoding'] ?? '');
  return isChunked || headers['content-length'] !== undefined;
}

/** gzip and deflate say themselves where they end, and carry a checksum. */
function decompressed(message: IncomingMessage): Readable {
  return pipeline(message, createUnzip(), () => {
    // Errors reach whoever reads.
  });
}

function validatorsOf({ etag, 'last-modified': lastModified }: IncomingHttpHeaders): Validators {
  return {
    ...(isKept(etag) ? { etag } : {}),
    ...(isKept(lastModified) ? { lastModified } : {}),
  };
}

function isKept(value: string | undefined): value is string {
  return value !== undefined && VALIDATOR.test(value);
}
