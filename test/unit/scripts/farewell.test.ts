import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listAttachedPrograms, sayFarewell } from '../../../scripts/launch/farewell.ts';
import { StandInPrograms } from './stand-in-programs.ts';

const LINKS = JSON.stringify([
  { ifname: 'lo' },
  { ifname: 'eth7', xdp: { mode: 1, prog: { id: 12 } } },
]);
const NOTHING_LEFT = /Nothing is left/;

let programs: StandInPrograms;
let said: string;

beforeEach(() => {
  programs = new StandInPrograms();
  vi.stubEnv('PATH', `${programs.directory}:${process.env.PATH}`);
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  programs[Symbol.dispose]();
});

test('says that nothing is left where it saw that', async () => {
  programs.add('ip', `echo '[{"ifname":"lo"}]'`);
  await sayFarewell(new Map());
  expect(said).toMatch(NOTHING_LEFT);
});

test('leaves out what was there before, and does not say that there is nothing', async () => {
  programs.add('ip', `echo '${LINKS}'`);
  const before = await listAttachedPrograms();
  expect(before).toEqual(new Map([['eth7', 12]]));
  await sayFarewell(before);
  expect(said).toMatch(/It left nothing/);
  expect(said).not.toMatch(NOTHING_LEFT);
});

test('names a program that was not there before', async () => {
  programs.add('ip', `echo '${LINKS}'`);
  await sayFarewell(new Map([['eth7', 11]]));
  expect(said).toMatch(/eth7 carries XDP program 12/);
  expect(said).not.toMatch(NOTHING_LEFT);
});

test('does not mind a warning beside the answer', async () => {
  programs.add('ip', `echo 'a warning' >&2; echo '${LINKS}'`);
  expect(await listAttachedPrograms()).toEqual(new Map([['eth7', 12]]));
});

test.each([
  ['fails', "echo 'Cannot open netlink socket' >&2; exit 255"],
  ['answers no JSON', 'echo hello'],
])('never says that nothing is left when ip %s', async (_how, script) => {
  programs.add('ip', script);
  await sayFarewell(new Map());
  expect(said).toMatch(/could not be seen/);
  expect(said).toContain('ip link show');
  expect(said).not.toMatch(NOTHING_LEFT);
});

test('never says that nothing is left when it could not look at the start', async () => {
  programs.add('ip', "echo '[]'");
  await sayFarewell(undefined);
  expect(said).toContain('ip link show');
  expect(said).not.toMatch(NOTHING_LEFT);
});
