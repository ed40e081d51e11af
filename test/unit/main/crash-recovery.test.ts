import { expect, it, vi } from 'vitest';
import { reviveCrashedPage } from '../../../electron/main/crash-recovery.ts';
import { FakeContents } from '../../support/electron-stand-ins.ts';

function setUp() {
  const contents = new FakeContents();
  const giveUp = vi.fn();
  const clock = { nowMs: 0 };
  reviveCrashedPage(contents, giveUp, () => clock.nowMs);
  const crash = async () => {
    contents.emit('render-process-gone');
    await new Promise(setImmediate);
  };
  return { contents, giveUp, clock, crash };
}

it('loads a crashed page again', async () => {
  const { contents, giveUp, crash } = setUp();
  await crash();
  expect(contents.reloads).toBe(1);
  expect(giveUp).not.toHaveBeenCalled();
});

it('gives up once when the page crashes again at once', async () => {
  const { contents, giveUp, crash } = setUp();
  await crash();
  await crash();
  await crash();
  expect(contents.reloads).toBe(1);
  expect(giveUp).toHaveBeenCalledOnce();
});

it('loads the page again after a crash long ago', async () => {
  const { contents, giveUp, clock, crash } = setUp();
  await crash();
  clock.nowMs += 3_600_000;
  await crash();
  expect(contents.reloads).toBe(2);
  expect(giveUp).not.toHaveBeenCalled();
});

it('leaves a window alone that was closed', async () => {
  const { contents, giveUp, crash } = setUp();
  contents.emit('destroyed');
  await crash();
  expect(contents.reloads).toBe(0);
  expect(giveUp).not.toHaveBeenCalled();
});
