import { describe, expect, it } from 'vitest';
import { type Command, findCommands } from '../../../renderer/model/command-search.ts';

const command = (title: string, group: string, words = ''): Command => ({
  ...{ id: title, title, group, words },
  run: () => {},
});
const COMMANDS = [
  command('Live', 'Go to', 'view'),
  command('Rules', 'Go to', 'view'),
  command('Pause the list', 'List', 'stop freeze'),
  command('Panic: let everything through', 'Rules', 'stop'),
  command('Look light', 'Window', 'theme'),
];
const titles = (typed: string) => findCommands(COMMANDS, typed).map(({ title }) => title);

describe('findCommands', () => {
  it('has all of them, in their order, for nothing', () => {
    expect(titles('  ')).toEqual(COMMANDS.map(({ title }) => title));
  });

  it('puts titles that begin with what was typed first', () => {
    expect(titles('li')).toEqual(['Live', 'Pause the list', 'Look light']);
    expect(titles('RULES')).toEqual(['Rules', 'Panic: let everything through']);
  });

  it('takes several words in any order, and other words for the same', () => {
    expect(titles('list pause')).toEqual(['Pause the list']);
    expect(titles('stop')).toEqual(['Pause the list', 'Panic: let everything through']);
    expect(titles('theme light')).toEqual(['Look light']);
  });

  it('has nothing where a word is in none', () => {
    expect(titles('pause xyzzy')).toEqual([]);
  });
});
