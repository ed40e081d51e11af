/** What the page offers to copy does the same in a terminal: through a real shell and the verbs' own parsers. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type CommandAction, commandFor } from '../../../electron/contract/command-line.ts';
import { readInterfaceWords } from '../../../electron/headless/commands/attach.ts';
import { readDefaultWords } from '../../../electron/headless/commands/default.ts';
import { readListWords } from '../../../electron/headless/commands/list-words.ts';
import { readRuleWords } from '../../../electron/headless/commands/rule-words.ts';
import {
  readPanicWords,
  readPlaygroundWords,
  readTrialWords,
} from '../../../electron/headless/commands/switches.ts';

/** The words that `portcullis` would be given by a shell. */
function shellWords(line: string, shell = 'sh'): string[] {
  const script = `portcullis() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${line}`;
  return execFileSync(shell, ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

function read(action: CommandAction): unknown {
  const [verb = '', ...words] = shellWords(commandFor(action));
  switch (verb) {
    case 'rule':
      return readRuleWords(words).command;
    case 'list':
      return readListWords(words).command;
    case 'default':
      return readDefaultWords(words);
    case 'trial':
      return readTrialWords(words);
    case 'panic':
      return readPanicWords(words);
    case 'playground':
      return readPlaygroundWords(words);
    default:
      return { verb, ...readInterfaceWords(words) };
  }
}

const NASTY = `$(reboot) \`id\` "$HOME" 'it' \\ ; | & > * ? ! ~ {a,b}`;

it.each<[string, CommandAction, unknown]>([
  [
    'portcullis attach eth0',
    { method: 'attach', args: { interface: 'eth0' } },
    { verb: 'attach', interface: 'eth0', json: false },
  ],
  [
    "portcullis detach -- '-$x'",
    { method: 'detach', args: { interface: '-$x' } },
    { verb: 'detach', interface: '-$x', json: false },
  ],
  [
    'portcullis rule add drop tcp dport 8080',
    { method: 'addRule', args: { line: 'drop tcp dport 8080' } },
    { do: 'add', line: 'drop tcp dport 8080', trial: false },
  ],
  [
    'portcullis rule add pass tcp dport 22, 8000-9000 --first --try',
    {
      method: 'addRule',
      args: { line: 'pass tcp dport 22, 8000-9000', before: 'first', trial: true },
    },
    { do: 'add', line: 'pass tcp dport 22, 8000-9000', before: 'first', trial: true },
  ],
  [
    'portcullis rule add drop host 192.0.2.9 for 1h --before a1b2',
    {
      method: 'addRule',
      args: { line: 'drop host 192.0.2.9', before: 'a1b2', lifetimeSeconds: 3600 },
    },
    { do: 'add', line: 'drop host 192.0.2.9 for 1h', before: 'a1b2', trial: false },
  ],
  [
    'portcullis rule add drop icmp',
    { method: 'addRule', args: { line: 'drop icmp for 5m', lifetimeSeconds: null } },
    { do: 'add', line: 'drop icmp', trial: false },
  ],
  [
    "portcullis rule add 'drop icmp # it'\\''s --try'",
    { method: 'addRule', args: { line: "drop icmp # it's --try" } },
    { do: 'add', line: "drop icmp # it's --try", trial: false },
  ],
  [
    'portcullis rule disable a1',
    { method: 'updateRule', args: { id: 'a1', enabled: false } },
    { do: 'switch', rule: 'a1', enabled: false },
  ],
  [
    'portcullis rule enable built-in-arp',
    { method: 'updateRule', args: { id: 'built-in-arp', enabled: true } },
    { do: 'switch', rule: 'built-in-arp', enabled: true },
  ],
  [
    'portcullis rule edit a1 drop udp dport 53 --name=dns --for 1h30m --on --try',
    {
      method: 'updateRule',
      args: {
        id: 'a1',
        text: 'drop udp dport 53',
        name: 'dns',
        lifetimeSeconds: 5400,
        enabled: true,
        trial: true,
      },
    },
    {
      do: 'edit',
      rule: 'a1',
      change: {
        text: 'drop udp dport 53',
        name: 'dns',
        lifetimeSeconds: 5400,
        enabled: true,
        trial: true,
      },
    },
  ],
  [
    "portcullis rule edit a1 --name='' --for ever",
    { method: 'updateRule', args: { id: 'a1', name: '', lifetimeSeconds: null } },
    { do: 'edit', rule: 'a1', change: { name: '', lifetimeSeconds: null, trial: false } },
  ],
  [
    'portcullis rule edit a1 --until-restart',
    { method: 'updateRule', args: { id: 'a1', untilRestart: true } },
    { do: 'edit', rule: 'a1', change: { untilRestart: true, trial: false } },
  ],
  [
    'portcullis rule edit a1 --name=--off',
    { method: 'updateRule', args: { id: 'a1', name: '--off' } },
    { do: 'edit', rule: 'a1', change: { name: '--off', trial: false } },
  ],
  [
    'portcullis rule move a1 before b2',
    { method: 'moveRule', args: { id: 'a1', before: 'b2' } },
    { do: 'move', rule: 'a1', before: 'b2' },
  ],
  [
    'portcullis rule move a1 last',
    { method: 'moveRule', args: { id: 'a1', before: null } },
    { do: 'move', rule: 'a1', before: 'last' },
  ],
  [
    'portcullis rule remove a1',
    { method: 'removeRule', args: { id: 'a1' } },
    { do: 'remove', rule: 'a1' },
  ],
  [
    "portcullis rule import --replace --try -- '-my rules.txt'",
    { method: 'importRules', fileName: '-my rules.txt', args: { replace: true, trial: true } },
    { do: 'import', file: '-my rules.txt', replace: true, trial: true },
  ],
  [
    'portcullis rule export my-rules.txt',
    { method: 'exportRules', fileName: 'my-rules.txt' },
    { do: 'export', file: 'my-rules.txt' },
  ],
  [
    'portcullis rule explain out udp dst 192.0.2.1 dport 53',
    { method: 'explain', args: { packet: { text: 'out udp dst 192.0.2.1 dport 53' } } },
    { do: 'explain', packet: { text: 'out udp dst 192.0.2.1 dport 53' } },
  ],
  [
    'portcullis rule explain --record 00ff',
    { method: 'explain', args: { packet: { record: '00ff' } } },
    { do: 'explain', packet: { record: '00ff' } },
  ],
  [
    'portcullis default in drop',
    { method: 'setDefault', args: { direction: 'in', verdict: 'drop' } },
    { direction: 'in', verdict: 'drop', json: false, yes: false },
  ],
  ['portcullis trial keep', { method: 'confirmTrial', args: {} }, { keep: true, json: false }],
  ['portcullis trial revert', { method: 'revertTrial', args: {} }, { keep: false, json: false }],
  [
    'portcullis panic',
    { method: 'setEnforcing', args: { enforcing: false } },
    { enforcing: false, json: false },
  ],
  [
    'portcullis panic --off',
    { method: 'setEnforcing', args: { enforcing: true } },
    { enforcing: true, json: false },
  ],
  [
    'portcullis playground start',
    { method: 'startPlayground', args: {} },
    { start: true, json: false },
  ],
  [
    'portcullis playground stop',
    { method: 'stopPlayground', args: {} },
    { start: false, json: false },
  ],
  [
    "portcullis list add drop-list 'https://lists.example/a?b=1&c=2' --every 6h",
    {
      method: 'addList',
      args: {
        name: 'drop-list',
        source: { url: 'https://lists.example/a?b=1&c=2' },
        refreshSeconds: 21_600,
      },
    },
    {
      do: 'add',
      name: 'drop-list',
      source: 'https://lists.example/a?b=1&c=2',
      refreshSeconds: 21_600,
    },
  ],
  [
    'portcullis list add mine /etc/list.txt --every never',
    {
      method: 'addList',
      args: { name: 'mine', source: { path: '/etc/list.txt' }, refreshSeconds: null },
    },
    { do: 'add', name: 'mine', source: '/etc/list.txt', refreshSeconds: null },
  ],
  [
    "portcullis list add mine 'My List.txt'",
    {
      method: 'addList',
      args: { name: 'mine', source: { upload: 'u1', fileName: 'My List.txt' } },
    },
    { do: 'add', name: 'mine', source: 'My List.txt' },
  ],
  [
    'portcullis list edit mine --every 1d',
    { method: 'updateList', args: { name: 'mine', refreshSeconds: 86_400 } },
    { do: 'edit', name: 'mine', refreshSeconds: 86_400 },
  ],
  [
    'portcullis list refresh mine',
    { method: 'refreshList', args: { name: 'mine' } },
    { do: 'refresh', name: 'mine' },
  ],
  [
    'portcullis list remove mine',
    { method: 'removeList', args: { name: 'mine' } },
    { do: 'remove', name: 'mine' },
  ],
])('%s', (line, action, request) => {
  expect(commandFor(action)).toBe(line);
  expect(read(action)).toEqual(request);
});

it.each(['sh', 'bash'])('keeps whatever it is given whole through %s', (shell) => {
  const line = `drop icmp # ${NASTY}`;
  const add = commandFor({ method: 'addRule', args: { line } });
  expect(shellWords(add, shell)).toEqual(['rule', 'add', line]);
  const named = commandFor({ method: 'updateRule', args: { id: 'a1', name: NASTY } });
  expect(shellWords(named, shell)).toEqual(['rule', 'edit', 'a1', `--name=${NASTY}`]);
});

it('hands a terminal nothing that it would obey', () => {
  const fileName = 'a\nreboot\r\u001b[2J\u007f\u0085.txt';
  const line = commandFor({ method: 'importRules', fileName, args: { replace: false } });
  expect(line).toBe("portcullis rule import 'a?reboot??[2J??.txt'");
});

it('names what is not about rules as well', () => {
  expect(commandFor({ method: 'install', args: {} })).toBe('portcullis install');
  expect(commandFor({ method: 'uninstall', args: {} })).toBe('portcullis uninstall');
  expect(commandFor({ method: 'diagnose', args: {} })).toBe('portcullis doctor');
});
