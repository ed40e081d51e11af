import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryTransportPair } from '../../../electron/contract/memory-transport.ts';
import { serve } from '../../../electron/contract/serve.ts';
import type { Command } from '../../../renderer/model/command-search.ts';
import { type Application, createApplication } from '../../../renderer/stores/application.ts';
import { ApplicationContext } from '../../../renderer/stores/application-context.ts';
import { rulesModelOf } from '../../../renderer/stores/rules-context.ts';
import { type Commands, useCommands } from '../../../renderer/use-commands.ts';
import { createDemoEngine, type DemoEngine } from '../../support/demo-engine.ts';
import { demoRule } from '../../support/demo-rule.ts';

let engine: DemoEngine;
let application: Application;
const open = {
  setView: vi.fn(),
  showHelp: vi.fn(),
  pickInterface: vi.fn(),
  blockByHand: vi.fn(),
};

beforeEach(async () => {
  vi.useFakeTimers();
  application = createApplication(
    async () => {
      engine = createDemoEngine({
        packetsPerSecond: 0,
        attached: ['enp5s0'],
        rules: [demoRule('pings', 'drop both icmp', { name: 'Pings' })],
        answerDelayMs: 20,
        sampledOutPerSecond: 0,
        snapshot: {},
      });
      const [ours, theirs] = createMemoryTransportPair();
      serve(engine, theirs, (_, bug) => {
        throw bug;
      });
      return ours;
    },
    (commit) => setTimeout(commit, 16),
  );
  application = drawable(application);
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
});

afterEach(() => {
  engine[Symbol.dispose]();
  vi.useRealTimers();
  vi.clearAllMocks();
});

let commands: Commands | undefined;

function Palette() {
  commands = useCommands(open);
  return null;
}

/** The application as a window draws it into text: that begins with what stores were at first. */
function drawable(of: Application): Application {
  const now = <T extends { getState: unknown }>(store: T): T => ({
    ...store,
    getInitialState: store.getState,
  });
  return { ...of, engine: now(of.engine), packets: now(of.packets), actions: now(of.actions) };
}

/** As a window that is drawn now has them. */
function commandsNow(): Commands {
  commands = undefined;
  renderToString(
    createElement(ApplicationContext.Provider, { value: application }, createElement(Palette)),
  );
  if (!commands) throw new Error('nothing was drawn');
  return commands;
}

function command(id: string): Command {
  const found = commandsNow().commands.find((each) => each.id === id);
  if (!found) throw new Error(`there is no command ${id}`);
  return found;
}

const understood = (typed: string) =>
  commandsNow()
    .understand(typed)
    .map(({ title }) => title);

async function run(id: string): Promise<void> {
  command(id).run();
  await vi.advanceTimersByTimeAsync(200);
}

describe('the commands of the palette', () => {
  it('have ids and titles of their own', () => {
    const { commands } = commandsNow();
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });

  it('block by hand, and write a rule where rules are', async () => {
    await run('block');
    expect(open.blockByHand).toHaveBeenCalledTimes(1);
    await run('new-rule');
    expect(open.setView).toHaveBeenCalledWith('rules');
    expect(rulesModelOf(application).view.getState()).toMatchObject({
      page: 'rules',
      selected: expect.any(String),
      wantsFocus: true,
    });
  });

  it('say what they would do now', async () => {
    expect(command('pause').title).toBe('Pause the list');
    await run('pause');
    expect(command('pause').title).toBe('Resume the list');
    expect(command('panic').title).toBe('Panic: let everything through');
    await run('panic');
    expect(application.engine.getState().enforcing).toBe(false);
    expect(command('panic').title).toBe('Put the rules in force again');
    expect(command('interface-enp5s0').title).toBe('Detach from enp5s0');
    await run('interface-enp5s0');
    expect(command('interface-enp5s0').title).toBe('Watch enp5s0');
    await run('theme-dark');
    expect(application.engine.getState().settings.theme).toBe('dark');
  });

  it('undo what was done last, once there is something', async () => {
    const ids = () => commandsNow().commands.map(({ id }) => id);
    expect(ids()).not.toContain('undo');
    expect(ids()).not.toContain('keep');
    const [show, block] = commandsNow().understand('203.0.113.9');
    expect(show?.title).toBe('Show only remote 203.0.113.9');
    expect(block?.title).toMatch(/^Block 203\.0\.113\.9 for 1 h/);
    block?.run();
    await vi.advanceTimersByTimeAsync(200);
    const texts = () => application.engine.getState().rules.rules.map(({ text }) => text);
    expect(texts().some((text) => text.includes('203.0.113.9'))).toBe(true);
    expect(command('undo').title).toMatch(/^Undo: .*203\.0\.113\.9/);
    await run('undo');
    expect(texts().some((text) => text.includes('203.0.113.9'))).toBe(false);
  });

  it('understand an address, a rule and a filter', () => {
    expect(understood('203.0.113.9').join('\n')).toContain('203.0.113.9');
    expect(understood('drop tcp dport 8080').join('\n')).toContain('tcp dport 8080');
    commandsNow().understand('203.0.113.9')[0]?.run();
    expect(application.find.store.getState().text).toBe('remote 203.0.113.9');
    expect(open.setView).toHaveBeenCalledWith('live');
    expect(understood('')).toEqual([]);
    expect(understood('xyzzy')).toEqual([]);
  });
});
