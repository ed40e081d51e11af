import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ElevationPlaces,
  findElevation,
  findRootCommand,
} from '../../../electron/engine/privileges/elevation.ts';
import {
  KEPT_VARIABLES,
  keptEnvironment,
} from '../../../electron/engine/privileges/environment.ts';
import { makeHome } from '../../support/make-home.ts';
import { RESOURCES } from '../../support/paths.ts';

describe('who can ask for the rights', () => {
  let directory: string;
  let places: ElevationPlaces;

  beforeEach(() => {
    directory = makeHome();
    const path = [join(directory, 'sbin'), join(directory, 'bin')];
    for (const part of path) mkdirSync(part);
    const bootstrap = join(directory, 'bootstrap');
    places = { path, bootstrap, uid: 1000, gid: 100, barred: false };
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function provide(...names: readonly string[]): void {
    for (const name of names) {
      writeFileSync(join(directory, name), '');
      chmodSync(join(directory, name), 0o755);
    }
  }

  const elevated = () => findElevation(places)?.command(['/usr/bin/app', '--flag']);
  const inside = (name: string) => join(directory, name);

  it('is pkexec, with the helper, where there is one', () => {
    provide('bin/pkexec', 'bin/sudo', 'bin/setpriv', 'bin/env', 'bootstrap');
    expect(findElevation(places)).toMatchObject({ way: 'bootstrap', staysBehind: false });
    const words = elevated() ?? [];
    expect(words.slice(0, 3)).toEqual([inside('bin/pkexec'), places.bootstrap, 'start']);
    expect(words.slice(-3)).toEqual(['--', '/usr/bin/app', '--flag']);
    const options = words.slice(3, -3);
    expect(options).toEqual(keptEnvironment().flatMap((variable) => ['--env', variable]));
    expect(options).toContain(`HOME=${process.env.HOME}`);
  });

  it('is sudo, with the helper, where there is no pkexec', () => {
    provide('bin/sudo', 'bootstrap');
    expect(findElevation(places)).toMatchObject({ way: 'bootstrap', staysBehind: true });
    expect(elevated()?.slice(0, 5)).toEqual([
      ...[inside('bin/sudo'), '-n', '--'],
      ...[places.bootstrap, 'start'],
    ]);
  });

  it('is pkexec rather than sudo without the helper', () => {
    provide('bin/pkexec', 'bin/sudo', 'bin/setpriv', 'bin/env');
    expect(findElevation(places)).toMatchObject({ way: 'pkexec', staysBehind: false });
    const list = '-all,+cap_12,+cap_38,+cap_39';
    const words = elevated() ?? [];
    expect(words.slice(0, 10)).toEqual([
      ...[inside('bin/pkexec'), inside('bin/setpriv'), '--reuid=1000', '--regid=100'],
      ...['--init-groups', `--inh-caps=${list}`, `--ambient-caps=${list}`, '--'],
      ...[inside('bin/env'), '-i'],
    ]);
    expect(words[10]).toBe(`PATH=${places.path.join(':')}`);
    expect(words.slice(-2)).toEqual(['/usr/bin/app', '--flag']);
  });

  it('is sudo, which may not ask, where there is nothing else', () => {
    provide('bin/sudo', 'bin/setpriv', 'bin/env');
    expect(findElevation(places)).toMatchObject({ way: 'sudo', staysBehind: true });
    expect(elevated()?.slice(0, 4)).toEqual([
      ...[inside('bin/sudo'), '-n', '--', inside('bin/setpriv')],
    ]);
  });

  it('is nobody without what does the work, or for a process that can gain no rights', () => {
    provide('bin/setpriv', 'bin/env', 'bootstrap');
    expect(findElevation(places)).toBeUndefined();
    provide('bin/pkexec', 'bin/sudo');
    expect(findElevation(places)).toBeDefined();
    expect(findElevation({ ...places, barred: true })).toBeUndefined();
    rmSync(inside('bootstrap'));
    rmSync(inside('bin/setpriv'));
    expect(findElevation(places)).toBeUndefined();
  });

  it('is found where root looks first', () => {
    provide('sbin/pkexec', 'bin/pkexec', 'bootstrap');
    expect(elevated()?.[0]).toBe(inside('sbin/pkexec'));
  });

  it('for a change of the machine, is sudo where somebody sits at a terminal', () => {
    provide('bin/pkexec', 'bin/sudo');
    const command = (terminal: boolean) => findRootCommand({ terminal }, places)?.command(['/x']);
    expect(command(true)).toEqual([inside('bin/sudo'), '--', '/x']);
    expect(command(false)).toEqual([inside('bin/pkexec'), '/x']);
    rmSync(inside('bin/pkexec'));
    expect(command(false)).toEqual([inside('bin/sudo'), '-n', '--', '/x']);
    rmSync(inside('bin/sudo'));
    expect(command(true)).toBeUndefined();
  });

  it('for a change of the machine, is nobody else where root asks itself', () => {
    provide('bin/pkexec', 'bin/sudo');
    const found = findRootCommand({ terminal: true }, { ...places, uid: 0, barred: true });
    expect(found?.askedBy).toBe('none');
    expect(found?.command(['/x', 'y'])).toEqual(['/x', 'y']);
  });
});

describe('the environment that goes along', () => {
  it('is what is known to be needed', () => {
    const kept = { HOME: '/home/x', LC_ALL: 'C', LC_TIME: 'de_DE', XDG_CONFIG_HOME: '/c', TZ: '' };
    const left = {
      PATH: '/x',
      LD_PRELOAD: '/x',
      NODE_OPTIONS: '-r /x',
      SSH_AUTH_SOCK: '/s',
      HOMEX: '/x',
      home: '/x',
      XDG_lower: 'x',
      TERM: undefined,
      LANG: 'C\nLD_PRELOAD=/x',
    };
    const expected = Object.entries(kept).map(([name, value]) => `${name}=${value}`);
    expect(keptEnvironment({ ...kept, ...left })).toEqual(expected);
  });

  it('is what the helper lets through', () => {
    const helper = readFileSync(`${RESOURCES}/bootstrap/bootstrap`, 'utf8');
    const list = /^KEPT='([^']*)'/m.exec(helper)?.[1]?.trim().split(/\s+/);
    expect(list?.toSorted()).toEqual(KEPT_VARIABLES.toSorted());
  });
});
