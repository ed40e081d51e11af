import { createServer } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fail, ok, type Result } from '../../../../electron/contract/result.ts';
import { type FetchRequest, fetchList } from '../../../../electron/engine/lists/fetch-list.ts';
import { failureOf } from '../../../../electron/engine/lists/load-failures.ts';
import { LOAD_LIMITS, type LoadLimits } from '../../../../electron/engine/lists/load-limits.ts';
import { serveBytes, serveLists } from './list-server.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-tls.ts';

/** What came, and how it ended. */
async function fetchText(
  url: string,
  limits: Partial<LoadLimits> = {},
  more: Partial<FetchRequest> = {},
) {
  const pieces: Uint8Array[] = [];
  const request = { url, ca: LOOPBACK_CERTIFICATE, limits: { ...LOAD_LIMITS, ...limits }, ...more };
  const outcome = await fetchList(request, async (piece) => {
    pieces.push(piece);
    return ok(null);
  });
  return { outcome, text: Buffer.concat(pieces).toString() };
}

function head(...lines: readonly string[]): string {
  return `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

const unreachable = (message: unknown) => ({
  ok: false,
  error: { code: 'list-unreachable', message },
});

describe('a list', () => {
  test('comes whole, with what to ask next time', async () => {
    await using server = await serveLists((_, response) => {
      response.writeHead(200, { ETag: '"7"', 'Last-Modified': 'Fri, 01 Nov 2024 00:00:00 GMT' });
      response.write('192.0.2.1\n');
      response.end('192.0.2.2\n');
    });
    const { outcome, text } = await fetchText(server.url);
    expect(text).toBe('192.0.2.1\n192.0.2.2\n');
    expect(outcome).toEqual({
      ok: true,
      value: {
        kind: 'read',
        validators: { etag: '"7"', lastModified: 'Fri, 01 Nov 2024 00:00:00 GMT' },
      },
    });
    expect(server.requests[0]?.headers).toMatchObject({ 'user-agent': 'Portcullis' });
  });

  test.each(['', 'x'.repeat(501), '"\u00fc"'])(
    'keeps no version that could not be sent back: %s',
    async (version) => {
      await using server = await serveLists((_, response) => {
        response.writeHead(200, { ETag: version }).end('192.0.2.1');
      });
      const { outcome } = await fetchText(server.url);
      expect(outcome).toEqual({ ok: true, value: { kind: 'read', validators: {} } });
    },
  );

  test('is not sent again if nothing changed', async () => {
    await using server = await serveLists((_, response) => response.writeHead(304).end());
    const validators = { etag: '"7"', lastModified: 'yesterday' };
    const { outcome } = await fetchText(server.url, {}, { validators });
    expect(outcome).toEqual({ ok: true, value: { kind: 'unchanged' } });
    expect(server.requests[0]?.headers).toMatchObject({
      'if-none-match': '"7"',
      'if-modified-since': 'yesterday',
    });
    // Nobody asked.
    const asked = await fetchText(server.url, {}, { validators: {} });
    expect(asked.outcome).toMatchObject(unreachable(`${server.host} answered 304 (Not Modified).`));
  });

  test.each([
    ['gzip', gzipSync('192.0.2.1\n')],
    ['deflate', deflateSync('192.0.2.1\n')],
  ])('may come as %s', async (encoding, body) => {
    await using server = await serveLists((_, response) =>
      response.writeHead(200, { 'Content-Encoding': encoding }).end(body),
    );
    expect(await fetchText(server.url)).toMatchObject({
      outcome: { ok: true },
      text: '192.0.2.1\n',
    });
  });

  test('is given up when its reader does', async () => {
    await using server = await serveLists((_, response) => response.end('192.0.2.1\n'));
    const refusal = fail('too-many-prefixes', 'Enough.', 'Stop.');
    const request = { url: server.url, ca: LOOPBACK_CERTIFICATE };
    expect(await fetchList(request, async (): Promise<Result<null>> => refusal)).toEqual(refusal);
  });

  test('is given up when nobody wants it any more', async () => {
    const controller = new AbortController();
    await using server = await serveLists(() => controller.abort());
    const { outcome } = await fetchText(server.url, {}, { signal: controller.signal });
    expect(outcome).toMatchObject(unreachable('The list was not read to its end.'));
    expect(await fetchText(server.url, {}, { signal: controller.signal })).toEqual({
      outcome,
      text: '',
    });
  });
});

describe('redirects', () => {
  test('are followed within https', async () => {
    await using server = await serveLists(({ url }, response) => {
      if (url === '/end') response.end('192.0.2.1');
      else response.writeHead(302, { Location: url === '/' ? 'next' : '/end' }).end();
    });
    expect(await fetchText(server.url)).toMatchObject({ outcome: { ok: true }, text: '192.0.2.1' });
    expect(server.requests.map(({ url }) => url)).toEqual(['/', '/next', '/end']);
  });

  test.each([
    ['http://127.0.0.1:1/', 'redirects to http, and lists come over https only.'],
    ['file:///etc/passwd', 'redirects to file, and lists come over https only.'],
    ['https://', 'redirects to nowhere.'],
  ])('to %s are refused', async (location, message) => {
    await using server = await serveLists((_, response) =>
      response.writeHead(301, { Location: location }).end(),
    );
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(unreachable(`${server.host} ${message}`));
  });

  test('end some time', async () => {
    await using server = await serveLists((_, response) =>
      response.writeHead(307, { Location: '/' }).end(),
    );
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(unreachable(`${server.host} redirects more than 5 times.`));
    expect(server.requests).toHaveLength(6);
  });
});

describe('a server that lies', () => {
  test('announces more than it sends', async () => {
    await using server = await serveBytes(`${head('Content-Length: 500')}192.0.2.1\n`);
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(unreachable(`${server.host} ended the connection too early.`));
  });

  test.each(['Connection: close', 'Connection: keep-alive'])(
    'announces less than it sends (%s)',
    async (connection) => {
      await using server = await serveBytes(
        `${head('Content-Length: 10', connection)}192.0.2.1\n192.0.2.2\n`,
      );
      const { outcome } = await fetchText(server.url);
      expect(outcome).toMatchObject(
        unreachable(
          `${server.host} sent more than it had announced, or something that is no HTTP.`,
        ),
      );
    },
  );

  test('ends in the middle of its chunks', async () => {
    await using server = await serveBytes(
      `${head('Transfer-Encoding: chunked')}a\r\n192.0.2.1\n\r\n`,
    );
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(unreachable(`${server.host} ended the connection too early.`));
  });

  test('does not say where it ends', async () => {
    await using server = await serveBytes(`${head()}192.0.2.1\n`);
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(
      unreachable(expect.stringContaining('does not say where the list ends')),
    );
  });

  test('cuts off what it compressed', async () => {
    const body = gzipSync('192.0.2.1\n'.repeat(100)).subarray(0, -8);
    await using server = await serveBytes(
      Buffer.concat([Buffer.from(head('Content-Encoding: gzip')), body]),
    );
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(
      unreachable(`What ${server.host} sent is compressed, and damaged.`),
    );
  });

  test('compresses in another way', async () => {
    await using server = await serveLists((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'br' }).end('x'),
    );
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(unreachable(expect.stringContaining('not asked for')));
  });

  test('speaks something else', async () => {
    await using server = await serveBytes('220 mail.example ESMTP\r\n');
    const { outcome } = await fetchText(server.url);
    expect(outcome).toMatchObject(
      unreachable(`${server.host} sent more than it had announced, or something that is no HTTP.`),
    );
  });

  test.each([
    ['all at once', head('Content-Length: 1000000')],
    ['without end', `${head('Transfer-Encoding: chunked')}ffff\r\n`],
    ['as much as it likes, compressed', gzipSync(Buffer.alloc(10_000_000))],
  ])('sends too much: %s', async (_, start) => {
    const bytes =
      typeof start === 'string'
        ? start + 'x'.repeat(50_000)
        : Buffer.concat([
            Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${start.length}`)),
            start,
          ]);
    await using server = await serveBytes(bytes, () => {});
    const { outcome, text } = await fetchText(server.url, { bodyBytes: 40_000 });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-list' } });
    expect(text.length).toBeLessThanOrEqual(40_000);
  });
});

describe('a server that takes its time', () => {
  test.each([
    ['before it answers', ''],
    ['in the middle of its head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['in the middle of the list', `${head('Content-Length: 500')}192.0.2.1\n`],
  ])('stands still %s', async (_, bytes) => {
    await using server = await serveBytes(bytes, () => {});
    const { outcome } = await fetchText(server.url, { idleMs: 150 });
    expect(outcome).toMatchObject(unreachable(`Nothing came from ${server.host} for 0.15 s.`));
  });

  test('sends a little now and then', async () => {
    await using server = await serveBytes(head('Content-Length: 100000'), (socket) => {
      const timer = setInterval(() => socket.write('1\n'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const { outcome } = await fetchText(server.url, { totalMs: 300 });
    expect(outcome).toMatchObject(
      unreachable(`${server.host} took longer than 0.3 s for the list.`),
    );
  });
});

describe('what is asked', () => {
  test.each([
    [403, '(Forbidden)', 'It wants a permission: look how its lists may be downloaded.'],
    [404, '(Not Found)', 'Check the address of the list.'],
    [503, '(Service Unavailable)', expect.stringContaining('Try again later')],
  ])('may be answered with %i', async (status, meaning, remedy) => {
    await using server = await serveLists((_, response) =>
      response.writeHead(status, '\u00a1hostile!').end('<html>'),
    );
    const { outcome, text } = await fetchText(server.url);
    expect(outcome).toMatchObject({
      error: { message: `${server.host} answered ${status} ${meaning}.`, remedy },
    });
    expect(text).toBe('');
  });

  test.each(['http://127.0.0.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'no address'])(
    'is not %s',
    async (url) => {
      const { outcome } = await fetchText(url);
      expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-list' } });
    },
  );

  test('is not asked of those whose certificate nobody trusts', async () => {
    await using server = await serveLists((_, response) => response.end('192.0.2.1'));
    const { outcome } = await fetchText(server.url, {}, { ca: '' });
    expect(outcome).toMatchObject({
      error: {
        code: 'list-unreachable',
        message: `The certificate of ${server.host} is not one that this machine trusts.`,
      },
    });
    expect(server.requests).toHaveLength(0);
  });

  test('is not asked of those who show the certificate of others', async () => {
    await using server = await serveLists((_, response) => response.end('192.0.2.1'));
    const url = server.url.replace('127.0.0.1', 'localhost');
    const { outcome } = await fetchText(url);
    expect(outcome).toMatchObject(
      unreachable(expect.stringContaining('shows a certificate of somebody else.')),
    );
    expect(server.requests).toHaveLength(0);
  });

  test('is not asked where nobody listens, or where https is not spoken', async () => {
    const plain = createServer((_, response) => response.end('192.0.2.1'));
    const port = await new Promise<number>((resolve) => {
      plain.listen(0, '127.0.0.1', () => resolve((plain.address() as { port: number }).port));
    });
    const host = `127.0.0.1:${port}`;
    expect((await fetchText(`https://${host}/`)).outcome).toMatchObject(
      unreachable(`${host} does not speak https.`),
    );
    await new Promise((resolve) => plain.close(resolve));
    expect((await fetchText(`https://${host}/`)).outcome).toMatchObject(
      unreachable(`${host} takes no connections.`),
    );
  });
});

test.each([
  ['ENOTFOUND', 'There is no host lists.example.'],
  ['EAI_AGAIN', 'The address of lists.example could not be looked up.'],
  ['ENETUNREACH', 'lists.example cannot be reached.'],
  ['CERT_HAS_EXPIRED', 'The certificate of lists.example has expired.'],
  ['CERT_NOT_YET_VALID', 'The certificate of lists.example is not valid yet.'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'The certificate of lists.example is not one that this machine trusts.',
  ],
  ['ESOMETHING', 'lists.example could not be read.'],
])('%s is said in a sentence', (code, message) => {
  const failure = failureOf(Object.assign(new Error('details'), { code }), 'lists.example');
  expect(failure).toMatchObject({ code: 'list-unreachable', message, details: `${code}: details` });
});
