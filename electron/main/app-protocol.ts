/** Serves the built page as `app://portcullis/`: an origin of its own, without a network server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { cacheControl, PAGE_HEADERS, pageFile } from '../contract/page-files.ts';

const SCHEME = 'app';
const HOST = 'portcullis';

export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** To be registered before Electron is ready. `standard`: it has origins; `secure`: as https is. */
export const PAGE_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

export function servePage(protocol: Pick<Protocol, 'handle'>, pageDirectory: string): void {
  protocol.handle(SCHEME, (request) => answerPage(request, pageDirectory));
}

export async function answerPage(request: Request, pageDirectory: string): Promise<Response> {
  // The text, not a parsed URL: parsing would resolve the dots that are to be refused.
  const path = request.url.slice(PAGE_ORIGIN.length).split(/[?#]/, 1)[0] ?? '';
  const isOurs = request.method === 'GET' && request.url.startsWith(PAGE_URL);
  const file = isOurs ? pageFile(path) : undefined;
  const content = file && (await readFile(join(pageDirectory, file.path)).catch(missing));
  if (!file || !content) {
    return new Response('There is no such file here.', { status: 404, headers: PAGE_HEADERS });
  }
  return new Response(content, {
    headers: {
      ...PAGE_HEADERS,
      'Cache-Control': cacheControl(file),
      'Content-Type': file.mimeType,
    },
  });
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') return;
  throw error;
}
