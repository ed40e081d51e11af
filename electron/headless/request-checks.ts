/** What a request must say about itself before anything else is looked at. */
import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: 401 | 403 | 404 | 405 | 503;
  /** What is wrong and what to do, for the person who reads it. */
  readonly sentence: string;
}

/** SECURITY: a foreign name that resolves to 127.0.0.1 (DNS rebinding) shows in this header only. */
export function checkHost(request: IncomingMessage, port: number): Refusal | undefined {
  const host = request.headers.host;
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return undefined;
  return {
    status: 403,
    sentence: `Portcullis answers only at http://127.0.0.1:${port}. Open that address.`,
  };
}

/**
 * SECURITY: browsers let any page open a WebSocket to any server, and tell only by this header
 * which page it was. It must be one of ours; {@link checkHost} has vouched for the host.
 */
export function checkOrigin(request: IncomingMessage): Refusal | undefined {
  if (request.headers.origin === `http://${request.headers.host}`) return undefined;
  return {
    status: 403,
    sentence: 'Only the page of this Portcullis may connect here. Open its own address.',
  };
}

/** Cookies know no ports, so the name keeps several engines on one host apart. */
export function cookieName(port: number): string {
  return `portcullis-${port}`;
}

/** The session token that a request carries. */
export function tokenIn(request: IncomingMessage, port: number): string | undefined {
  const prefix = `${cookieName(port)}=`;
  const cookies = request.headers.cookie?.split('; ') ?? [];
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
}
