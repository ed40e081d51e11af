/** `portcullis list ...` */
import { resolve } from 'node:path';
import type { Client } from '../../contract/connect.ts';
import type { ListSource, ListState } from '../../contract/list.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { type EngineAccess, withEngine } from './engine-access.ts';
import { listObject, listsText, listText } from './list-text.ts';
import { type ListCommand, readListWords } from './list-words.ts';
import { createReport, type Report } from './report.ts';

/** Characters of a file in one call. */
const PIECE_CHARACTERS = 400_000;

/** Works on the lists of the running engine, or else on those that are saved. */
export async function list(words: string[]): Promise<number> {
  const { command, json } = readListWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: true }, (access) => run(command, access, report));
}

async function run(command: ListCommand, access: EngineAccess, report: Report): Promise<number> {
  const { client } = access;
  if (command.do === 'show') return show(command.name, client, report);
  if (command.do === 'remove') {
    const { name } = command;
    const removed = await client.call('removeList', { name });
    if (!removed.ok) return report.fail(removed.error);
    return tell(access, report, { name }, `Removed: ${name}\n`);
  }
  const changed = await change(command, client);
  if (!changed.ok) return report.fail(changed.error);
  return tell(access, report, changed.value, listText(changed.value, Date.now()));
}

function tell({ isRunning }: EngineAccess, report: Report, value: object, text: string): number {
  if (!isRunning) report.note('Portcullis is not running; this takes effect when it starts.');
  return report.succeed(value, text);
}

async function show(name: string | undefined, client: Client, report: Report): Promise<number> {
  const snapshot = await client.call('snapshot');
  if (!snapshot.ok) return report.fail(snapshot.error);
  const { lists, counters } = snapshot.value;
  if (name === undefined) {
    return report.succeed(
      lists.map((list) => listObject(list, counters)),
      listsText(lists, counters, Date.now()),
    );
  }
  const list = lists.find((other) => other.name === name);
  if (list) return report.succeed(listObject(list, counters), listText(list, Date.now()));
  return report.fail({
    code: 'unknown-list',
    message: `There is no list "${name}".`,
    remedy: 'Look at the lists with: portcullis list show',
  });
}

async function change(
  command: Exclude<ListCommand, { do: 'show' | 'remove' }>,
  client: Client,
): Promise<Result<ListState>> {
  const { name } = command;
  if (command.do === 'refresh') return client.call('refreshList', { name });
  if (command.do === 'edit') {
    return client.call('updateList', { name, refreshSeconds: command.refreshSeconds });
  }
  const source = await sourceOf(command.source, client);
  if (!source.ok) return source;
  const { refreshSeconds } = command;
  return client.call('addList', {
    name,
    source: source.value,
    ...(refreshSeconds === undefined ? {} : { refreshSeconds }),
  });
}

async function sourceOf(word: string, client: Client): Promise<Result<ListSource>> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) {
    if (URL.canParse(word)) return ok({ url: word });
    const remedy = 'Write all of it, such as https://www.spamhaus.org/drop/drop.txt.';
    return fail('bad-list', `"${word}" is not an address.`, remedy);
  }
  // The engine has another working directory than this process.
  if (word !== '-') return ok({ path: resolve(word) });
  return upload(client);
}

/** Standard input, which the engine cannot read by itself. */
async function upload(client: Client): Promise<Result<ListSource>> {
  let id: string | undefined;
  let waiting = '';
  const send = async (piece: string): Promise<Result<null>> => {
    const sent = await client.call('uploadList', {
      ...(id === undefined ? {} : { upload: id }),
      piece,
    });
    if (!sent.ok) return sent;
    id = sent.value.upload;
    return ok(null);
  };
  for await (const piece of process.stdin.setEncoding('utf8')) {
    waiting += piece;
    while (waiting.length >= PIECE_CHARACTERS) {
      const sent = await send(waiting.slice(0, PIECE_CHARACTERS));
      if (!sent.ok) return sent;
      waiting = waiting.slice(PIECE_CHARACTERS);
    }
  }
  const sent = await send(waiting);
  if (!sent.ok) return sent;
  if (id === undefined)
    return fail('internal', 'The list was not taken.', 'Please report this as a bug.');
  return ok({ upload: id, fileName: 'standard input' });
}
