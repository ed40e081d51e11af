/** The helper that root keeps, asked for all that it must refuse, and for what it is there for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOTSTRAP_PATH } from '../../electron/engine/privileges/elevation.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { type Outcome, PrivateMachine } from '../support/private-machine.ts';

const THREE = '000000c000001000';
const REFUSED = 2;

/** The helper's shell is the system's: dash on Debian and Ubuntu, bash in its POSIX mode on Fedora. */
describe.each(['sh', 'bash'])('the bootstrap, run by %s', (shell) => {
  const resources = new AsyncDisposableStack();
  let machine: PrivateMachine;
  let user: OrdinaryUser;
  let stranger: OrdinaryUser;

  beforeAll(async () => {
    machine = resources.use(await PrivateMachine.open());
    user = resources.use(await OrdinaryUser.create({ sudo: true }));
    stranger = resources.use(await OrdinaryUser.create());
    if (shell === 'bash') {
      await machine.run('sh', '-c', 'mount --bind "$(command -v bash)" "$(readlink -f /bin/sh)"');
    }
    const main = `${machine.checkout}electron/headless/main.ts`;
    await machine.run(machine.node, main, 'install', '--yes');
  });

  afterAll(() => resources.disposeAsync());

  function throughPkexec(...words: readonly string[]): Promise<Outcome> {
    return machine.attempt(...user.command([machine.pkexec, BOOTSTRAP_PATH, ...words]));
  }

  /** `variables` are what root's part of sudo starts the helper with. */
  function throughSudo(variables: readonly string[], ...words: readonly string[]) {
    return machine.attempt(
      ...user.command(['sudo', '-n', 'env', ...variables, BOOTSTRAP_PATH, ...words]),
    );
  }

  /** As root itself would call it. */
  function asRoot(variables: readonly string[], ...words: readonly string[]) {
    const own = ['-u', 'SUDO_UID', '-u', 'PKEXEC_UID', 'PATH=/usr/sbin:/usr/bin'];
    return machine.attempt('env', ...own, ...variables, BOOTSTRAP_PATH, ...words);
  }

  const start = (...program: readonly string[]) => throughPkexec('start', '--', ...program);

  function expectRefusal(outcome: Outcome, sentence: RegExp): void {
    expect(outcome.errors).toMatch(sentence);
    // Two lines: what is wrong, and what to do.
    expect(outcome.errors).toMatch(/^portcullis: [^\n]+\.\n {2}[^\n]+\.\n$/m);
    expect(outcome).toMatchObject({ status: REFUSED, output: '' });
  }

  describe('starts a program', () => {
    it.each(['pkexec', 'sudo'])('as the user, with exactly three capabilities: %s', async (way) => {
      await user.joinGroupOf(stranger);
      const words = ['start', '--env', 'LANG=C.UTF-8', '--', '/bin/cat', '/proc/self/status'];
      const { status, output } =
        way === 'pkexec' ? await throughPkexec(...words) : await throughSudo([], ...words);
      expect(status).toBe(0);
      const field = (name: string) =>
        new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(output)?.[1]?.replaceAll('\t', ' ');
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(field(set)).toBe(THREE);
      expect(field('Uid')).toBe(Array(4).fill(user.uid).join(' '));
      expect(field('Gid')).toBe(Array(4).fill(user.gid).join(' '));
      expect(field('Groups')?.split(' ').map(Number)).toEqual([user.gid, stranger.gid]);
    });

    it('with an environment made afresh, in the root directory', async () => {
      const { output } = await throughSudo(
        ['EVIL=1', 'HOME=/root'],
        ...[
          'start',
          '--env',
          'HOME=/home/a b=c',
          '--env',
          'XDG_RUNTIME_DIR=',
          '--',
          '/usr/bin/env',
        ],
      );
      expect(output.split('\n').filter(Boolean).sort()).toEqual([
        'HOME=/home/a b=c',
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'XDG_RUNTIME_DIR=',
      ]);
      expect((await start('/bin/pwd')).output).toBe('/\n');
    });

    it('without what its caller could inherit', async () => {
      // A PATH of its own: where the checkout lies in /tmp, that of the tests is refused, as it should be.
      const { output } = await machine.attempt(
        ...['setpriv', '--inh-caps=+cap_35', '--', 'env', `SUDO_UID=${user.uid}`, 'PATH=/usr/bin'],
        ...[BOOTSTRAP_PATH, 'start', '--', '/bin/grep', 'CapInh', '/proc/self/status'],
      );
      expect(output).toBe(`CapInh:\t${THREE}\n`);
    });

    it('with its words as they are, and its status', async () => {
      const words = ['a b', '', '*', '--env', 'c=d', '--', 'two\nlines', "'$(id)'"];
      const { output } = await start('/usr/bin/printf', '<%s>', ...words);
      expect(output).toBe(words.map((word) => `<${word}>`).join(''));
      expect((await start('/bin/sh', '-c', 'exit 7')).status).toBe(7);
    });

    it('of the user, also by a symlink', async () => {
      const own = user.writeFile('own program', '#!/bin/sh\nid -u\n', 0o755);
      expect((await start(own)).output).toBe(`${user.uid}\n`);
      await machine.run('ln', '-s', own, `${user.home}/link`);
      expect((await start(`${user.home}/link`)).output).toBe(`${user.uid}\n`);
    });

    it('that the group may write, if nobody else is in it', async () => {
      const own = user.writeFile('grouped', '#!/bin/sh\nid -u\n', 0o755);
      await machine.run('chmod', '775', own);
      expect((await start(own)).output).toBe(`${user.uid}\n`);
    });
  });

  describe('refuses', () => {
    it('everybody but root', async () => {
      const outcome = await machine.attempt(
        ...user.command([BOOTSTRAP_PATH, 'start', '--', '/bin/true']),
      );
      expectRefusal(outcome, /not started as root.*\n.*pkexec or sudo/);
    });

    it.each<readonly [readonly string[], RegExp]>([
      [[], /"" is nothing that this helper does/],
      [['stop'], /"stop" is nothing/],
      [['--help'], /"--help" is nothing/],
      [['start'], /No program is named/],
      [['start', '--'], /No program is named/],
      [['start', '/bin/true'], /no option "\/bin\/true"/],
      [['start', '--user', 'root', '--', '/bin/true'], /no option "--user"/],
      [['start', '--env=HOME=/', '--', '/bin/true'], /no option "--env=HOME=\/"/],
      [['start', '--env'], /No program is named/],
      [['start', '--env', '--', '/bin/true'], /--env -- has no value/],
      [['start', '--env', 'HOME', '--', '/bin/true'], /--env HOME has no value/],
    ])('words that it does not know: %j', async (words, sentence) => {
      expectRefusal(await throughPkexec(...words), sentence);
    });

    it.each([
      ...['PATH=/bin', 'LD_PRELOAD=/x.so', 'LD_LIBRARY_PATH=/x', 'NODE_OPTIONS=--require=/x'],
      ...['ELECTRON_RUN_AS_NODE=1', 'BASH_ENV=/x', 'ENV=/x', 'IFS=/', '=x', 'home=/x'],
      ...['HOME AND=x', 'HOME USER=x', 'XDG_a=x', 'LC_=x', 'CHROME_DEVEL_SANDBOX=/x'],
    ])('to pass on a variable that it does not know: %s', async (variable) => {
      const outcome = await throughPkexec('start', '--env', variable, '--', '/bin/true');
      expectRefusal(outcome, /The variable .* may not be passed on/);
    });

    it('a value with a line break', async () => {
      const outcome = await throughPkexec('start', '--env', 'LANG=C\nEVIL=1', '--', '/bin/true');
      expectRefusal(outcome, /value of LANG has a line break/);
    });

    it.each<readonly [string, RegExp]>([
      ['true', /path "true" is relative/],
      ['./true', /path "\.\/true" is relative/],
      ['', /path "" is relative/],
      ['-c', /path "-c" is relative/],
      ['/usr/../bin/true', /goes up with/],
      ['/usr/bin/..', /goes up with/],
      ['/bin/tr\nue', /control character/],
      ['/A=/bin/true', /"="/],
      ['/usr/bin/no-such-program', /not there, or root cannot look at it.*\n.*AppImage/],
      ['/usr/bin', /no executable file/],
      ['/etc/passwd', /no executable file/],
      ['/dev/null', /no executable file/],
    ])('the program %j', async (program, sentence) => {
      expectRefusal(await start(program), sentence);
    });

    const script = '#!/bin/sh\nid -u\n';

    it("another user's program", async () => {
      const foreign = stranger.writeFile('program', script, 0o755);
      await machine.run('chmod', '755', stranger.home);
      expectRefusal(await start(foreign), new RegExp(`change ${foreign}, so ${foreign} cannot`));
    });

    it("the user's own program in another user's directory", async () => {
      const own = user.writeFile('lent', script, 0o755);
      await machine.run('sh', '-c', 'cp -p "$0" "$1/lent"', own, stranger.home);
      expectRefusal(await start(`${stranger.home}/lent`), new RegExp(`change ${stranger.home},`));
    });

    it.each(['757', '777'])('a program with the permissions %s', async (mode) => {
      const own = user.writeFile('open', script, 0o755);
      await machine.run('chmod', mode, own);
      expectRefusal(await start(own), new RegExp(`change ${own},`));
    });

    it.each(['757', '1777'])('a program in a directory with the permissions %s', async (mode) => {
      await machine.run('mkdir', '-p', `${user.home}/open-${mode}/deep`);
      await machine.run('cp', '/bin/true', `${user.home}/open-${mode}/deep`);
      await machine.run('chmod', mode, `${user.home}/open-${mode}`);
      const program = `${user.home}/open-${mode}/deep/true`;
      expectRefusal(await start(program), new RegExp(`change ${user.home}/open-${mode},`));
    });

    it('a symlink to a program that another user can change', async () => {
      const foreign = stranger.writeFile('target', script, 0o755);
      await machine.run('ln', '-sf', foreign, `${user.home}/innocent`);
      expectRefusal(await start(`${user.home}/innocent`), new RegExp(`change ${foreign},`));
    });

    it('a program that a group with others in it may write', async () => {
      const own = user.writeFile('shared', script, 0o755);
      await machine.run('chown', `${user.uid}:${stranger.gid}`, own);
      await machine.run('chmod', '775', own);
      expectRefusal(await start(own), new RegExp(`change ${own},`));
    });

    it.each(['member', 'primary'] as const)(
      'a program of the own group, when another user is in it: %s',
      async (as) => {
        await using guest = await OrdinaryUser.create();
        await using host = await OrdinaryUser.create({ sudo: true });
        const own = host.writeFile('program', script, 0o755);
        await machine.run('chmod', '775', own);
        const ask = () =>
          machine.attempt(...host.command([machine.pkexec, BOOTSTRAP_PATH, 'start', '--', own]));
        expect((await ask()).output).toBe(`${host.uid}\n`);
        await guest.joinGroupOf(host, as);
        expectRefusal(await ask(), new RegExp(`change ${own},`));
      },
    );

    it('a program of the own group with a longer access list', async () => {
      const own = user.writeFile('listed', script, 0o755);
      await machine.run('chmod', '775', own);
      await machine.run(
        'clang',
        '-x',
        'c',
        '-o',
        '/opt/let-write',
        `${machine.checkout}${LET_WRITE}`,
      );
      await machine.run('/opt/let-write', own, String(stranger.uid));
      expect(await machine.run('stat', '-c', '%a', own)).toBe('775\n');
      expectRefusal(await start(own), new RegExp(`change ${own},`));
    });

    it.each([
      ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'GLIBC_TUNABLES', 'NODE_OPTIONS'],
      ...['ELECTRON_RUN_AS_NODE', 'BASH_ENV', 'BASH_FUNC_stat%%', 'ENV', 'IFS', 'SHELLOPTS'],
    ])('to run with the variable %s', async (name) => {
      const outcome = await throughSudo([`${name}=verbose`], 'start', '--', '/bin/true');
      expectRefusal(outcome, new RegExp(`The variable ${name} is set`));
    });

    it.each<readonly [string, RegExp]>([
      ['bin:/usr/bin:/bin', /PATH has a relative entry/],
      ['/usr/bin:/bin:.', /PATH has a relative entry/],
      ['/usr/bin::/bin', /PATH has a relative entry/],
      ['/usr/bin:/bin:', /PATH has a relative entry/],
      ['/tmp:/usr/bin:/bin', /PATH has \/tmp, and others than root can change \/tmp/],
      ['/usr/bin:/bin:/tmp/not/there', /PATH has \/tmp\/not\/there, .* change \/tmp/],
    ])('to run with the PATH %s', async (path, sentence) => {
      const outcome = await throughSudo([`PATH=${path}`], 'start', '--', '/bin/true');
      expectRefusal(outcome, sentence);
    });

    it("to run with the user's own directory in the PATH", async () => {
      const path = `PATH=/usr/bin:/bin:${user.home}`;
      const outcome = await throughSudo([path], 'start', '--', '/bin/true');
      expectRefusal(outcome, new RegExp(`change ${user.home}\\.`));
    });

    it.each<readonly [readonly string[], RegExp]>([
      [[], /Nobody is named for whom/],
      [['PKEXEC_UID='], /Nobody is named/],
      [['PKEXEC_UID=0'], /Root needs no helper/],
      [['SUDO_UID=0'], /Root needs no helper/],
      [['PKEXEC_UID=00'], /user id "00" is none/],
      [['PKEXEC_UID=-1'], /user id "-1" is none/],
      [['PKEXEC_UID=1e3'], /user id "1e3" is none/],
      [['PKEXEC_UID=root'], /user id "root" is none/],
      [['SUDO_UID=99999999999'], /user id "99999999999" is none/],
      [['SUDO_UID=4000000000'], /no user with the id 4000000000/],
      [['PKEXEC_UID=1', 'SUDO_UID=2'], /pkexec names user 1 and sudo names user 2/],
    ])('to guess for whom: %j', async (variables, sentence) => {
      expectRefusal(await asRoot(variables, 'start', '--', '/bin/true'), sentence);
    });

    it('to be called by a relative path', async () => {
      const call = 'cd /opt/portcullis && ./bootstrap start -- /bin/true';
      const outcome = await machine.attempt(...user.command(['sudo', '-n', 'sh', '-c', call]));
      expectRefusal(outcome, /called by a relative path/);
    });

    it.each([
      ['chmod 757', 'chmod 755', BOOTSTRAP_PATH],
      ['chown daemon', 'chown root', BOOTSTRAP_PATH],
      ['chmod 777', 'chmod 755', '/opt/portcullis'],
    ])('when it could have been changed itself: %s', async (spoil, mend, path) => {
      await machine.run('sh', '-c', `${spoil} ${path}`);
      const outcome = await start('/bin/true');
      await machine.run('sh', '-c', `${mend} ${path}`);
      expectRefusal(outcome, new RegExp(`change ${path}, so this helper cannot be trusted`));
      expect((await start('/bin/true')).status).toBe(0);
    });
  });
});

/** Gives one more user the right to write a file, by an access list. */
const LET_WRITE = 'test/support/let-write.c';
