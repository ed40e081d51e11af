import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../electron/contract/page-files.ts';
import { CODE_LIFETIME_MS } from '../../electron/headless/access.ts';
import { startWebServer } from '../../electron/headless/web-server.ts';
import { type HttpAnswer, httpRequest, requestUpgrade } from '../support/http-request.ts';
import { FROM_OWN_PAGE, startTestServer, type TestServer } from '../support/links.ts';

let test: TestServer;
let nowMs: number;
const onClient = vi.fn();

beforeEach(async () => {
  nowMs = 0;
  onClient.mockClear();
  test = await startTestServer(onClient, { nowMs: () => nowMs, maxClients: 2 });
});

afterEach(() => test.close());

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return httpRequest(test.server.port, path, { headers, method });
}

/** The entrance as a path, code included. */
function issueEntrancePath(): string {
  return test.server.issueEntrance().slice(test.server.origin.length);
}

function expectRefusal(answer: HttpAnswer, status: number, sentence: RegExp): void {
  expect(answer.status).toBe(status);
  expect(answer.body).toMatch(sentence);
  expect(answer.headers['set-cookie']).toBeUndefined();
}

describe('the entrance', () => {
  it('exchanges a code for a cookie that scripts and other sites cannot use', async () => {
    const answer = await ask(issueEntrancePath());
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    expect(answer.body).not.toMatch(/<script/);
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/^portcullis-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await ask('/', { Cookie: cookie.split(';', 1)[0] ?? '' });
    expect(page.body).toContain('The page');
  });

  it('takes a code once', async () => {
    const path = issueEntrancePath();
    await ask(path);
    expectRefusal(await ask(path), 401, /used already.*Press Enter/);
  });

  it('takes a code for ten minutes', async () => {
    const [early, late] = [issueEntrancePath(), issueEntrancePath()];
    nowMs = CODE_LIFETIME_MS - 1;
    expect((await ask(early)).status).toBe(200);
    nowMs = CODE_LIFETIME_MS;
    expectRefusal(await ask(late), 401, /ten minutes/);
  });

  it.each(['/enter', '/enter?code=', '/enter?code=guess', '/enter?other=1'])(
    'refuses %s',
    async (path) => expectRefusal(await ask(path), 401, /Press Enter/),
  );

  it('does not use a code up for a look', async () => {
    const path = issueEntrancePath();
    expect((await ask(path, {}, 'HEAD')).status).toBe(401);
    expect((await ask(path, { 'Sec-Purpose': 'prefetch;prerender' })).status).toBe(401);
    expect((await ask(path)).status).toBe(200);
  });

  it('lets a browser that is in open a used address again', async () => {
    const path = issueEntrancePath();
    const { headers } = await ask(path);
    const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
    expect((await ask(path, { Cookie: cookie })).status).toBe(200);
  });
});

describe('requests', () => {
  it.each([
    ['no cookie', {}],
    ['another name', { Cookie: 'session=abc' }],
    ['a guessed token', { Cookie: 'PORT=abc' }],
    ['an empty token', { Cookie: 'PORT=' }],
  ])('are refused with %s', async (_what, headers: Record<string, string>) => {
    const cookie = headers.Cookie?.replace('PORT', `portcullis-${test.server.port}`);
    const answer = await ask('/', cookie === undefined ? {} : { Cookie: cookie });
    expectRefusal(answer, 401, /Open the address that it printed/);
  });

  it.each(['example.org', '127.0.0.1', '127.0.0.1:1', 'localhost', '[::1]:80'])(
    'are refused for the host "%s"',
    async (host) => {
      const Cookie = await test.enter();
      expectRefusal(await ask('/', { Cookie, Host: host }), 403, /answers only at http:/);
      const path = issueEntrancePath();
      expectRefusal(await ask(path, { Host: host }), 403, /answers only at http:/);
    },
  );

  it('are answered under the name localhost as well', async () => {
    const Cookie = await test.enter();
    expect((await ask('/', { Cookie, Host: `localhost:${test.server.port}` })).status).toBe(200);
  });

  it.each([
    '/../package.json',
    '/../../../../etc/passwd',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/..\\..\\package.json',
    '//etc/passwd',
    '/.built',
    '/.git/config',
    '/index.html/',
    '/index.html%00',
    '/index',
    '/assets',
    '/nothing.js',
    'http://127.0.0.1/etc/passwd',
    '*',
  ])('find no file at %s', async (path) => {
    expectRefusal(await ask(path, { Cookie: await test.enter() }), 404, /no such file/);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    'of method %s are refused',
    async (method) => {
      const answer = await ask('/', { Cookie: await test.enter() }, method);
      expectRefusal(answer, 405, /Only GET/);
      expect(answer.headers.allow).toBe('GET, HEAD');
    },
  );

  it('get the headers that fence the page in, refused or not', async () => {
    for (const headers of [{ Cookie: await test.enter() }, {}]) {
      const answer = await ask('/', headers);
      expect(answer.headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('connections', () => {
  async function connectWith(changes: Record<string, string | undefined>, path = '/api') {
    const { server } = test;
    const headers = { Cookie: await test.enter(), Origin: server.origin, ...changes };
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    return requestUpgrade(server.port, path, Object.fromEntries(given) as Record<string, string>);
  }

  it('are granted to our own page', async () => {
    expect((await connectWith({})).status).toBe(101);
    expect(onClient).toHaveBeenCalledOnce();
  });

  it.each([
    ['a foreign page', { Origin: 'https://example.org' }, 403, /Only the page/],
    ['a page on another port', { Origin: 'http://127.0.0.1:1' }, 403, /Only the page/],
    ['a page of a sandboxed frame', { Origin: 'null' }, 403, /Only the page/],
    ['a program that names no page', { Origin: undefined }, 403, /Only the page/],
    ['another host', { Host: 'example.org' }, 403, /answers only at/],
    ['a page without a session', { Cookie: undefined }, 401, /has not been let in/],
    ['a guess', { Cookie: 'portcullis-1=abc' }, 401, /has not been let in/],
  ])('are refused to %s', async (_who, changes, status, sentence) => {
    const answer = await connectWith(changes);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(sentence);
    expect(onClient).not.toHaveBeenCalled();
  });

  it('mix no names: the page of localhost is not that of 127.0.0.1', async () => {
    const answer = await connectWith({ Origin: `http://localhost:${test.server.port}` });
    expect(answer.status).toBe(403);
  });

  it('are granted at the path of the API only', async () => {
    expect((await connectWith({}, '/')).status).toBe(404);
    expect((await connectWith({}, '/api/../api')).status).toBe(404);
    expect((await connectWith({}, '/api?x=1')).status).toBe(101);
  });

  it('are refused when there are too many', async () => {
    const headers = { Cookie: await test.enter(), Origin: test.server.origin };
    const { WebSocket } = await import('ws');
    const sockets = [1, 2].map(
      () => new WebSocket(`ws://127.0.0.1:${test.server.port}/api`, { headers }),
    );
    await Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.on('open', resolve))),
    );
    expect(test.server.clients()).toBe(2);
    const answer = await connectWith({});
    expect(answer.status).toBe(503);
    expect(answer.body).toMatch(/2 pages are connected/);
    for (const socket of sockets) socket.terminate();
  });
});

describe('streams', () => {
  const begun: AbortController[] = [];
  const sockets: { terminate(): void }[] = [];
  afterEach(() => {
    for (const stream of begun.splice(0)) stream.abort();
    for (const socket of sockets.splice(0)) socket.terminate();
  });

  async function begin(changes: Record<string, string> = {}) {
    const leaving = new AbortController();
    begun.push(leaving);
    return fetch(`${test.server.origin}/stream`, {
      headers: { Cookie: await test.enter(), ...FROM_OWN_PAGE, ...changes },
      signal: leaving.signal,
    });
  }

  /** Asks for a stream over a WebSocket. Answers whether the host says that it speaks into it now. */
  async function claim(id: string): Promise<boolean> {
    const { WebSocket } = await import('ws');
    const headers = { Cookie: await test.enter(), Origin: test.server.origin };
    const socket = new WebSocket(`ws://127.0.0.1:${test.server.port}/api`, { headers });
    sockets.push(socket);
    await new Promise((resolve) => socket.on('open', resolve));
    const isGranted = new Promise<boolean>((resolve) => {
      socket.on('message', () => resolve(true));
      socket.on('pong', () => resolve(false));
    });
    socket.send(Buffer.from(id));
    socket.ping();
    return isGranted;
  }

  it('begin for our own page, and go with one connection', async () => {
    const { status, headers } = await begin();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const id = headers.get('portcullis-stream') ?? '';
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(await claim(id)).toBe(true);
    expect(await claim(id)).toBe(false);
  });

  it('are refused without a session, and to pages of others', async () => {
    expect((await begin({ Cookie: '' })).status).toBe(401);
    for (const site of ['same-site', 'cross-site', 'none']) {
      expect((await begin({ 'Sec-Fetch-Site': site })).status).toBe(403);
    }
    const Cookie = await test.enter();
    expectRefusal(await ask('/stream', { Cookie }), 403, /Only the page/);
    expectRefusal(await ask('/stream', { Cookie }, 'HEAD'), 404, /^$/);
  });

  it('leave a browser connections for other things', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => begin()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await begin()).status).toBe(503);
    begun[0]?.abort();
    await vi.waitFor(async () => expect((await begin()).status).toBe(200));
  });

  it('end when nobody connects to them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { headers, body } = await begin();
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    await expect(body?.getReader().read()).rejects.toThrow();
    expect(await claim(headers.get('portcullis-stream') ?? '')).toBe(false);
  });

  it('are not made up', async () => {
    expect(await claim('guess')).toBe(false);
  });
});

it('says so when the port is taken', async () => {
  const second = await startWebServer({
    port: test.server.port,
    pageDirectory: '/nonexistent',
    access: {
      issueCode: () => '',
      redeemCode: () => undefined,
      admits: () => false,
      sessions: () => [],
    },
    maxClients: 1,
    onClient,
  });
  expect(second).toMatchObject({
    ok: false,
    error: { code: 'bad-port', message: `Port ${test.server.port} is in use by another program.` },
  });
});
