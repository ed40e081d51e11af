/**
 * What `serve` says while it runs. On a terminal: one line that is rewritten, and Enter prints a new
 * address. Elsewhere: a plain line now and then, when something changed.
 */
import type { Session } from '../contract/api.ts';
import type { Failure } from '../contract/failure.ts';
import type { Counters, Notice } from '../contract/state.ts';

const TERMINAL_INTERVAL_MS = 500;
const PLAIN_INTERVAL_MS = 10_000;

/** What the status line needs of the web server. */
export interface StatusSource {
  clients(): number;
  issueEntrance(): string;
}

/** Shows the status until it is disposed. Owns the session. */
export function showStatus(session: Session, server: StatusSource): Disposable {
  const isTerminal = process.stdout.isTTY === true;
  const seenNotices = new Set<number>();
  let counters: Counters | undefined;
  let revision = 0;
  let lastLine = '';

  session.onEvent((name, value) => {
    if (name === 'counters') counters = value as Counters;
    if (name === 'rules') revision = (value as { revision: number }).revision;
    if (name === 'notices') tellNotices(value as readonly Notice[]);
  });
  void session.handlers.snapshot({}).then((snapshot) => {
    if (!snapshot.ok) return;
    counters ??= snapshot.value.counters;
    revision = Math.max(revision, snapshot.value.rules.revision);
    if (snapshot.value.engine.unable) tell(snapshot.value.engine.unable);
    tellNotices(snapshot.value.notices);
    show();
  });
  const timer = setInterval(show, isTerminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  if (process.stdin.isTTY) {
    process.stdin.on('data', issueEntrance);
    process.stdin.unref();
  }

  function show(): void {
    const line = statusText(counters, revision, server.clients());
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
    print(`Open, once, within ten minutes: ${server.issueEntrance()}`);
  }

  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      process.stdin.off('data', issueEntrance);
      process.stdin.pause();
      session[Symbol.dispose]();
      if (isTerminal) process.stdout.write('\n');
    },
  };
}

/** `12,345 seen, 67 dropped, rules revision 8, 1 page`. */
export function statusText(
  counters: Counters | undefined,
  revision: number,
  clients: number,
): string {
  const drop = counters?.total.drop.packets ?? 0;
  const seen = drop + (counters?.total.pass.packets ?? 0);
  const number = (value: number) => value.toLocaleString('en-US');
  const pages = clients === 1 ? '1 page' : `${clients} pages`;
  return `${number(seen)} seen, ${number(drop)} dropped, rules revision ${revision}, ${pages}`;
}
