/** Why a list could not be had, in sentences. */
import { STATUS_CODES } from 'node:http';
import { type Failure, failure } from '../../contract/failure.ts';

const LATER = 'Try again later, or look whether this machine reaches it at all.';
const CHECK_ADDRESS = 'Check the address of the list.';
const CERTIFICATE =
  'Whoever answers there may not be who it seems: check the address, the clock of this machine, and with whoever runs that server.';

export function stalled(where: string, idleMs: number): Failure {
  return unreachable(`Nothing came from ${where} for ${seconds(idleMs)}.`, LATER);
}

export function tooSlow(where: string, totalMs: number): Failure {
  return unreachable(`${where} took longer than ${seconds(totalMs)} for the list.`, LATER);
}

export function stopped(): Failure {
  return unreachable('The list was not read to its end.', 'Refresh it again.');
}

export function notHttps(protocol: string): Failure {
  return failure(
    'bad-list',
    `Lists come over https only, not ${protocol.replace(/:$/, '')}.`,
    'Use an address that begins with https://, or download the list and add the file.',
  );
}

export function redirectsAway(host: string, protocol: string): Failure {
  return unreachable(
    `${host} redirects to ${protocol.replace(/:$/, '')}, and lists come over https only.`,
    'Look for a newer address of the list.',
  );
}

export function badRedirect(host: string): Failure {
  return unreachable(`${host} redirects to nowhere.`, 'Look for a newer address of the list.');
}

export function tooManyRedirects(host: string, max: number): Failure {
  return unreachable(`${host} redirects more than ${max} times.`, CHECK_ADDRESS);
}

/** An answer that is no list. The server's own words stay out. */
export function refused(host: string, status: number): Failure {
  const meaning = STATUS_CODES[status];
  const message = `${host} answered ${status}${meaning ? ` (${meaning})` : ''}.`;
  if (status === 401 || status === 403) {
    return unreachable(message, 'It wants a permission: look how its lists may be downloaded.');
  }
  return unreachable(message, status === 429 || status >= 500 ? LATER : CHECK_ADDRESS);
}

export function endless(host: string): Failure {
  return unreachable(
    `${host} does not say where the list ends, so a part of it could not be told from the whole.`,
    'Download the list and add the file.',
  );
}

export function unknownEncoding(host: string): Failure {
  return unreachable(
    `${host} compresses the list in a way that was not asked for.`,
    'Look for another address of the list.',
  );
}

/** By the codes that Node's network, TLS and zlib put on errors. */
export function failureOf(error: unknown, host: string): Failure {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const details = code ? `${code}: ${message}` : String(error);
  const known = SENTENCES.find(([pattern]) => pattern.test(code));
  const [, sentence, remedy] = known ?? [null, 'HOST could not be read.', LATER];
  return failure('list-unreachable', sentence.replace('HOST', host), remedy, details.slice(0, 500));
}

const SENTENCES: readonly (readonly [RegExp, string, string])[] = [
  [/^(?:ENOTFOUND|EAI_NODATA)$/, 'There is no host HOST.', CHECK_ADDRESS],
  [/^EAI_/, 'The address of HOST could not be looked up.', LATER],
  [/^ECONNREFUSED$/, 'HOST takes no connections.', LATER],
  [/^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|ETIMEDOUT)$/, 'HOST cannot be reached.', LATER],
  [/^CERT_HAS_EXPIRED$/, 'The certificate of HOST has expired.', CERTIFICATE],
  [/^CERT_NOT_YET_VALID$/, 'The certificate of HOST is not valid yet.', CERTIFICATE],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'HOST shows a certificate of somebody else.', CERTIFICATE],
  [
    /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:VERIFY|GET)_|CERT_)/,
    'The certificate of HOST is not one that this machine trusts.',
    CERTIFICATE,
  ],
  [/^(?:EPROTO$|ERR_SSL_|ERR_TLS_)/, 'HOST does not speak https.', CHECK_ADDRESS],
  [/^HPE_/, 'HOST sent more than it had announced, or something that is no HTTP.', LATER],
  [/^Z_|^ERR_ZLIB/, 'What HOST sent is compressed, and damaged.', LATER],
  [
    /^(?:ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/,
    'HOST ended the connection too early.',
    LATER,
  ],
];

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

function unreachable(message: string, remedy: string): Failure {
  return failure('list-unreachable', message, remedy);
}
