import { expect, it, vi } from 'vitest';
import { fail, ok } from '../../../electron/contract/result.ts';
import { createSuccession, succeed } from '../../../electron/main/succession.ts';
import { eventually } from '../../support/eventually.ts';

const IMAGE = {
  APPIMAGE: '/home/user/Portcullis.AppImage',
  APPDIR: '/tmp/.mount_Portcu12',
};

function commandOf(
  execPath: string,
  env: Readonly<Record<string, string>>,
  { isPackaged = true, words = [] as readonly string[] } = {},
) {
  return createSuccession({
    app: {
      isPackaged,
      getAppPath: () => '/home/user/portcullis',
      releaseSingleInstanceLock: vi.fn(),
      quit: vi.fn(),
    },
    process: { pid: 4711, execPath, env },
    words,
    bounds: () => undefined,
    reportSuccessor: vi.fn(),
  }).command();
}

it('is the image itself, of which root cannot see the inside', () => {
  expect(
    commandOf('/tmp/.mount_Portcu12/portcullis-window', IMAGE, { words: ['--playground'] }),
  ).toEqual(['/home/user/Portcullis.AppImage', '--playground']);
});

it.each([
  ['a terminal that is an image', '/opt/p', IMAGE],
  ['a directory whose name begins the same', '/tmp/.mount_Portcu123', IMAGE],
  ['an image without its directory', '/opt/p', { APPIMAGE: IMAGE.APPIMAGE }],
  ['an empty directory', '/opt/p', { ...IMAGE, APPDIR: '' }],
])('is the start script where the image is not ours: %s', (_what, directory, env) => {
  expect(commandOf(`${directory}/portcullis-window`, env)).toEqual([`${directory}/portcullis`]);
});

it('is Electron with the app, in a checkout', () => {
  expect(commandOf('/e/electron', {}, { isPackaged: false })).toEqual([
    '/e/electron',
    '/home/user/portcullis',
  ]);
});

it('tells the launcher, then frees the lock, then ends', async () => {
  const order: string[] = [];
  createSuccession({
    app: {
      isPackaged: true,
      getAppPath: () => '',
      releaseSingleInstanceLock: () => void order.push('lock'),
      quit: () => void order.push('quit'),
    },
    process: { pid: 1, execPath: '', env: {} },
    words: [],
    bounds: () => undefined,
    reportSuccessor: (pid) => void order.push(`launcher ${pid}`),
  }).makeWay(4712, Promise.resolve(0));
  // The answer to the page leaves first.
  expect(order).toEqual(['launcher 4712']);
  await eventually(() => expect(order).toHaveLength(3));
  expect(order).toEqual(['launcher 4712', 'lock', 'quit']);
});

it('waits until the predecessor is gone', async () => {
  let questions = 0;
  const isAlive = (pid: number) => {
    expect(pid).toBe(4711);
    questions += 1;
    return questions < 4;
  };
  const legacy = { pid: 4711, bounds: { x: 1, y: 2, width: 3, height: 4 } };
  expect(await succeed(() => ok(legacy), isAlive)).toEqual(ok(legacy));
  expect(questions).toBe(4);
});

it('does not wait for ever', async () => {
  const succeeded = await succeed(
    () => ok({ pid: 4711 }),
    () => true,
    0,
  );
  expect(succeeded).toEqual(ok({ pid: 4711 }));
});

it('fails with a ticket that is worth nothing, and does not wait', async () => {
  const isAlive = vi.fn(() => true);
  const refused = fail('bad-request', 'No.', 'Start it afresh.');
  expect(await succeed(() => refused, isAlive)).toEqual(refused);
  expect(isAlive).not.toHaveBeenCalled();
});

it.each([null, {}, { pid: '4711' }, { pid: 0 }, { pid: -1 }, { pid: 4711, bounds: { x: 1 } }])(
  'takes nothing for a legacy that is none: %o',
  async (value) => {
    await expect(
      succeed(
        () => ok(value),
        () => false,
      ),
    ).rejects.toThrow();
  },
);
