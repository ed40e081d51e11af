/** What was packaged works by itself: it filters and serves the page with nothing but what it holds. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchTestBrowser, type TestBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { makePackage, WorkDirectory } from '../support/package.ts';
import { PackagedApp } from '../support/packaged-app.ts';
import { ROOT } from '../support/paths.ts';
import { PortcullisHome } from '../support/portcullis-process.ts';
import { processTree } from '../support/process-status.ts';
import { TestNetwork } from '../support/test-network.ts';

const READY_FD = 3;

let work: WorkDirectory;
let app: PackagedApp;
let network: TestNetwork;
let browser: TestBrowser;

beforeAll(async () => {
  work = new WorkDirectory();
  app = new PackagedApp(work, await makePackage(work));
  network = await TestNetwork.open();
  browser = await launchTestBrowser({ networkNamespace: network.desk });
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  work?.[Symbol.dispose]();
});

interface Served extends AsyncDisposable {
  readonly page: Page;
  readonly host: ChildProcess & { readonly pid: number };
  readonly configFile: string;
}

/** `serve` on the desk, and its page. `before` is put in front of Node. */
async function serve(words: readonly string[], before: readonly string[] = []): Promise<Served> {
  const home = new PortcullisHome();
  const command = app.command(['serve', '--ready-fd', String(READY_FD), ...words], before);
  const host = network.spawn('desk', command, {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: home.directory,
      XDG_CONFIG_HOME: home.directory,
      XDG_RUNTIME_DIR: home.directory,
    },
  }) as Served['host'];
  const ended = once(host, 'exit');
  const [line] = await once(host.stdio[READY_FD] as Readable, 'data');
  const { port, enterUrl } = JSON.parse(String(line)) as { port: number; enterUrl: string };
  const page = await browser.context.newPage();
  await page.goto(enterUrl);
  await page.waitForURL(`http://127.0.0.1:${port}/`);
  return {
    page,
    host,
    configFile: `${home.directory}/portcullis/config.json`,
    [Symbol.asyncDispose]: async () => {
      await page.close();
      host.kill('SIGINT');
      await ended;
      home[Symbol.dispose]();
    },
  };
}

function rows(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

it('filters a ping with its own libraries and objects, at a click on its own page', async () => {
  await using served = await serve(['--interface', network.interface]);
  const { page, host } = served;
  await eventually(async () => {
    expect(await network.ping()).toBe(true);
    expect(await rows(page, 'Echo request').count()).toBeGreaterThan(0);
  });
  expect(await network.showLink()).toMatch(/prog\/xdp/);

  const button = rows(page, 'Echo request')
    .last()
    .getByRole('button', { name: /^Block / });
  await button.click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Blocked / })
    .waitFor();
  expect(await network.ping()).toBe(false);
  expect(await network.ping(network.deskV6)).toBe(true);
  expect(readFileSync(served.configFile, 'utf8')).toContain(network.peerV4);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await eventually(async () => expect(await network.ping()).toBe(true));

  const mapped = readFileSync(`/proc/${host.pid}/maps`, 'utf8').match(/\/\S+$/gm) ?? [];
  const libraries = [...new Set(mapped)].filter((path) => /lib(bpf|elf|z)\.so|koffi/.test(path));
  const inside = (path: string) => join(app.directory, 'resources', path);
  expect(libraries.sort()).toEqual(
    [
      inside(
        `app/node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
      ),
      ...['libbpf.so.1', 'libelf.so.1', 'libz.so.1'].map((name) => inside(`lib/${name}`)),
    ].sort(),
  );
  expect(mapped.filter((path) => path.startsWith(ROOT))).toEqual([]);
});

it('leaves the interface as it was', async () => {
  {
    await using _served = await serve(['--interface', network.interface]);
    await eventually(async () => expect(await network.showLink()).toMatch(/prog\/xdp/));
  }
  expect(await network.showLink()).not.toMatch(/prog\/xdp/);
});

it('has a playground, whose other side is run from the package', async () => {
  await using served = await serve(['--playground']);
  await rows(served.page, 'Echo request').first().waitFor();
  const lab = processTree(served.host.pid).find(({ arguments: words }) =>
    words.includes(join(app.directory, 'resources/app/build/main/lab.js')),
  );
  expect(lab).toBeDefined();
});

it('plays the recording that it holds where it may not filter', async () => {
  const nothing = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'];
  await using served = await serve([], ['setpriv', ...nothing, '--']);
  await rows(served.page, 'Echo request').first().waitFor();
  expect(await network.showLink()).not.toMatch(/prog\/xdp/);
});

it.each([
  ['without its own libraries it has none', 'resources/lib'],
  ['without the order to load them in the first one fails', 'resources/lib/load-order'],
])('sees nothing of what is hidden: %s', async (_, path) => {
  const shipped = join(app.directory, path);
  const kept = join(work.path, 'kept');
  cpSync(shipped, kept, { recursive: true });
  rmSync(shipped, { recursive: true });
  try {
    const child = network.spawn('desk', app.command(['watch', network.interface]), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, HOME: work.path, XDG_RUNTIME_DIR: work.path },
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [status] = await once(child, 'close');
    expect(errors).toContain('The library libbpf.so.1 is missing');
    expect(status).toBe(1);
  } finally {
    cpSync(kept, shipped, { recursive: true });
    rmSync(kept, { recursive: true });
  }
});
