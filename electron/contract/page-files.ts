/**
 * How the built page is served, the same in every host: which paths name a file, what type it has,
 * and the headers that fence the page in.
 */

/** The page runs its own files and talks to its own host; nothing inline, nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  // By CSP level 3 this includes the web socket of the same host and port.
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer that a page's host gives. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=()',
};

/** By the end of the name. */
const MIME_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
]);

export interface PageFile {
  /** Relative to the directory of the built page; never leads out of it. */
  readonly path: string;
  readonly mimeType: string;
}

/** A path segment as the build writes them. It starts with no dot, so `..` and hidden files are none. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * The file that a URL's path names, or `undefined` if it names none that a build would contain.
 * The path is taken literally: built files have plain names, so percent escapes name nothing.
 */
export function pageFile(urlPath: string): PageFile | undefined {
  if (urlPath === '/') return pageFile('/index.html');
  if (!urlPath.startsWith('/')) return undefined;
  const segments = urlPath.slice(1).split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  const [, extension] = /\.([a-z0-9]+)$/.exec(urlPath) ?? [];
  const mimeType = MIME_TYPES.get(extension ?? '');
  return mimeType === undefined ? undefined : { path: segments.join('/'), mimeType };
}

/** How long a browser may keep a file: the page itself not at all, what carries its hash for good. */
export function cacheControl(file: PageFile): string {
  return file.path.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
