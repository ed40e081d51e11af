/** A locked engine, as the page sees it: unlocking, installing, diagnosing. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dropProtocol } from '../../../renderer/model/simple-drop.ts';
import type { Application } from '../../../renderer/stores/application.ts';
import { isHandedOver } from '../../../renderer/stores/engine-store.ts';
import { DemoApplication } from '../../support/demo-application.ts';
import {
  DEMO_INSTALLATION,
  DEMO_LOCKED,
  DEMO_PRIVILEGES,
  DEMO_RECORDING,
  type DemoPrivilegeAnswers,
} from '../../support/demo-privileges.ts';

let demo: DemoApplication;
let locked: boolean;
let answers: DemoPrivilegeAnswers;
let application: Application;

beforeEach(async () => {
  vi.useFakeTimers();
  locked = true;
  answers = {};
  demo = new DemoApplication(() => ({
    attached: ['portcullis0'],
    snapshot: {
      privileges: locked ? DEMO_LOCKED : DEMO_PRIVILEGES,
      engine: {
        ...{ version: '0.1.0', host: 'test', kernel: '6.1', libbpf: '1.1', bootTimeMs: 0 },
        ...(locked ? DEMO_RECORDING : {}),
      },
    },
    privileges: answers,
  }));
  application = demo.application;
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
});

afterEach(() => {
  demo[Symbol.dispose]();
  vi.useRealTimers();
});

/** Later calls of the page meet these answers. */
async function answer(given: DemoPrivilegeAnswers): Promise<void> {
  answers = given;
  demo.hostEnd.close();
  await vi.advanceTimersByTimeAsync(600);
}

/** A process with the rights takes over, once the link has broken. */
function takeOver(): void {
  locked = false;
  demo.isReachable = false;
  demo.hostEnd.close();
}

const failed = () => application.actions.getState().failed;
const state = () => application.engine.getState();

async function run<T>(change: Promise<T>, ms = 100): Promise<void> {
  await Promise.all([change, vi.advanceTimersByTimeAsync(ms)]);
}

describe('unlocking', () => {
  it('leaves no trace when the question is declined', async () => {
    const pressed = application.privileges.unlock();
    await vi.advanceTimersByTimeAsync(10);
    expect(state().privileges.unlocking).toBe(true);
    await run(pressed);
    expect(application.actions.getState().pending.size).toBe(0);
    expect([failed(), state().handover]).toEqual([undefined, false]);
  });

  it('says why it was refused', async () => {
    await answer({ unlock: 'refused' });
    await run(application.privileges.unlock());
    expect(failed()).toMatchObject({
      title: 'Portcullis was not unlocked',
      failure: { code: 'unlock-refused' },
    });
    expect(state().handover).toBe(false);
  });

  it('begins afresh with the process that takes over', async () => {
    await answer({ unlock: 'unlocked' });
    demo.engine.send(30);
    await run(application.rules.put(dropProtocol('icmp'), null, 'row'));
    await run(application.doctor.check());
    application.packets.select(5);
    application.packets.pause();
    expect(application.history.end).toBe(30);

    const pressed = application.privileges.unlock();
    await vi.advanceTimersByTimeAsync(50);
    expect(state().handover).toBe(true);
    expect(isHandedOver(state())).toBe(false);
    takeOver();
    await vi.advanceTimersByTimeAsync(1000);
    expect(isHandedOver(state())).toBe(true);
    expect(state().connection.phase).toBe('disconnected');
    expect(application.actions.getState().pending).toEqual(new Set(['unlock']));
    // It is back within a fifth of a second, however often it was tried for.
    demo.isReachable = true;
    await run(pressed, 250);

    expect(state().engine?.recording).toBeUndefined();
    expect(state().handover).toBe(false);
    expect(application.actions.getState().pending.size).toBe(0);
    expect(application.history.end).toBe(0);
    expect(application.packets.getState()).toMatchObject({
      selected: undefined,
      paused: undefined,
      holds: [],
    });
    expect(application.actions.getState().undoable).toEqual([]);
    expect(state().marks).toEqual([]);
    expect(application.doctor.store.getState().diagnosis).toBeUndefined();
    expect(Math.max(...application.traffic.total().passed)).toBe(0);
    expect(failed()).toBeUndefined();

    demo.engine.send(4);
    await vi.advanceTimersByTimeAsync(50);
    expect(application.history.range).toEqual({ first: 0, end: 4 });
  });

  it('does not take a broken link for a refusal', async () => {
    answers = { unlock: 'unlocked', onUnlocked: takeOver };
    await answer(answers);
    const pressed = application.privileges.unlock();
    await vi.advanceTimersByTimeAsync(100);
    demo.isReachable = true;
    await run(pressed, 500);
    expect(failed()).toBeUndefined();
    expect(state().engine?.recording).toBeUndefined();
  });

  it('is a lost engine after all when nobody takes over', async () => {
    await answer({ unlock: 'unlocked' });
    const pressed = application.privileges.unlock();
    await vi.advanceTimersByTimeAsync(50);
    takeOver();
    await run(pressed, 16_000);
    expect(state()).toMatchObject({ handover: false, connection: { phase: 'disconnected' } });
    expect(application.actions.getState().pending.size).toBe(0);
  });

  it('is noticed by a page that did not ask', async () => {
    demo.engine.patch({ privileges: { ...DEMO_LOCKED, unlocking: true } });
    await vi.advanceTimersByTimeAsync(5);
    demo.engine.patch({ privileges: DEMO_LOCKED });
    await vi.advanceTimersByTimeAsync(5);
    takeOver();
    await vi.advanceTimersByTimeAsync(50);
    expect(state()).toMatchObject({ handover: true, connection: { phase: 'disconnected' } });
  });
});

describe('a link that breaks by accident', () => {
  it('keeps the rows, also those of a recording', async () => {
    demo.engine.send(12);
    await vi.advanceTimersByTimeAsync(50);
    await answer({});
    expect(state().connection.phase).toBe('connected');
    expect(application.history.end).toBe(12);
  });
});

describe('the helper', () => {
  it('shows what it installs before anything happens', async () => {
    await run(application.doctor.showPlan());
    expect(application.doctor.store.getState()).toMatchObject({
      planShown: true,
      plan: DEMO_INSTALLATION,
    });
    expect(state().privileges.installation).toBe('absent');
  });

  it('is installed, and taken away again', async () => {
    await run(application.doctor.showPlan());
    await run(application.privileges.install());
    expect(state().privileges).toMatchObject({ installation: 'present', unlockBy: 'bootstrap' });
    expect(application.doctor.store.getState().planShown).toBe(false);
    await run(application.privileges.uninstall());
    expect(state().privileges.installation).toBe('absent');
  });

  it('changes nothing, and is no failure, when the password is declined', async () => {
    await answer({ install: 'cancelled' });
    await run(application.doctor.showPlan());
    await run(application.privileges.install());
    expect([failed(), state().privileges.installation]).toEqual([undefined, 'absent']);
    expect(application.doctor.store.getState().planShown).toBe(true);
  });

  it('says why it could not be installed', async () => {
    await answer({ install: 'refused' });
    await run(application.privileges.install());
    expect(failed()).toMatchObject({ title: 'The helper was not installed' });
    expect(state().privileges.installation).toBe('absent');
  });
});

describe('the doctor', () => {
  const found = () => application.doctor.store.getState();

  it('keeps what it found while it looks again, and also when that fails', async () => {
    await run(application.doctor.check());
    const before = found().diagnosis;
    expect(before?.findings.length).toBeGreaterThan(0);
    const again = application.doctor.check();
    expect(found()).toMatchObject({ checking: true, diagnosis: before });
    await run(again);
    demo.isReachable = false;
    demo.hostEnd.close();
    await run(application.doctor.check());
    expect(found()).toMatchObject({ checking: false, failure: { code: 'disconnected' } });
    expect(found().diagnosis).toBeDefined();
  });

  it('looks once at a time', async () => {
    const first = application.doctor.check();
    await application.doctor.check();
    expect(found().checking).toBe(true);
    await run(first);
    expect(found().checking).toBe(false);
  });
});

describe('panic', () => {
  it('lets everything pass until it ends, as the engine says', async () => {
    await run(application.host.setEnforcing(false));
    expect(state().enforcing).toBe(false);
    await run(application.host.setEnforcing(true));
    expect(state().enforcing).toBe(true);
  });
});
