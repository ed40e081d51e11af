/**
 * What a host says while it runs. On a terminal: one line that is rewritten, and if it serves pages,
 * Enter prints a new address. Elsewhere: a plain line now and then, when something changed.
 */
import type { Session } from '../contract/api.ts';
import type { Failure } from '../contract/failure.ts';
import type { Attachment, Counters, Notice, RuleBookState } from '../contract/state.ts';

const TERMINAL_INTERVAL_MS = 500;
const PLAIN_INTERVAL_MS = 10_000;

/** What the status line needs of the web server. */
export interface StatusSource {
  issueEntrance(): string;
}

/** Shows the status until it is disposed. Owns the session. Without a server there are no addresses. */
export function showStatus(session: Session, server?: StatusSource): Disposable {
  const isTerminal = process.stdout.isTTY === true;
  // Whoever read this may leave (`portcullis serve | head -3`); the page goes on.
  process.stdout.on('error', () => {});
  const seenNotices = new Set<number>();
  let status: Status = { attachments: [], counters: undefined, rules: 0 };
  let lastLine = '';

  session.onEvent((name, value) => {
    if (name === 'counters') status = { ...status, counters: value as Counters };
    if (name === 'rules') status = { ...status, rules: countEnabled(value as RuleBookState) };
    if (name === 'attachments') status = { ...status, attachments: value as readonly Attachment[] };
    if (name === 'notices') tellNotices(value as readonly Notice[]);
  });
  void session.handlers.snapshot({}).then((snapshot) => {
    if (!snapshot.ok) return;
    const { attachments, counters, rules } = snapshot.value;
    status = { attachments, counters, rules: countEnabled(rules) };
    if (snapshot.value.engine.unable) tell(snapshot.value.engine.unable);
    tellNotices(snapshot.value.notices);
    show();
  });
  const timer = setInterval(show, isTerminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  if (server && process.stdin.isTTY) {
    process.stdin.on('data', issueEntrance);
    process.stdin.unref();
  }

  function show(): void {
    const line = `${statusText(status)}${isTerminal ? ' Ctrl-C quits.' : ''}`;
    if (line === lastLine) return;
    lastLine = line;
    const width = process.stdout.columns || 80;
    process.stdout.write(isTerminal ? `\r${line.slice(0, width - 1)}\u001b[K` : `${line}\n`);
  }

  /** Prints above the status line, which is drawn again below. */
  function print(text: string): void {
    process.stdout.write(isTerminal ? `\r\u001b[K${text}\n` : `${text}\n`);
    lastLine = '';
    if (isTerminal) show();
  }

  function tellNotices(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (seenNotices.has(notice.id)) continue;
      seenNotices.add(notice.id);
      tell(notice);
    }
  }

  function tell({ message, remedy }: Failure): void {
    print(`${message} ${remedy}`);
  }

  function issueEntrance(): void {
    if (server) print(`Open, once, within ten minutes: ${server.issueEntrance()}`);
  }

  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      process.stdin.off('data', issueEntrance);
      if (server) process.stdin.pause();
      session[Symbol.dispose]();
      if (isTerminal) process.stdout.write('\n');
    },
  };
}

function countEnabled({ rules }: RuleBookState): number {
  return rules.filter((rule) => rule.enabled).length;
}

export interface Status {
  readonly attachments: readonly Attachment[];
  readonly counters: Counters | undefined;
  /** Enabled rules. */
  readonly rules: number;
}

/** `Watching eth0: 12,345 packets, 67 dropped by 3 rules.` */
export function statusText({ attachments, counters, rules }: Status): string {
  const drop = counters?.total.drop.packets ?? 0;
  const seen = drop + (counters?.total.pass.packets ?? 0);
  const number = (value: number, noun: string) =>
    `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
  const watched = attachments
    .filter(({ state }) => state === 'attached')
    .map((attachment) => attachment.interface);
  const what = watched.length > 0 ? `Watching ${watched.join(', ')}` : 'Watching nothing';
  const dropped = `${drop.toLocaleString('en-US')} dropped by ${number(rules, 'rule')}`;
  return `${what}: ${number(seen, 'packet')}, ${dropped}.`;
}
