import { describe, expect, it } from 'vitest';
import {
  unlockLabel,
  unlockView,
  unlockWait,
  unlockWords,
} from '../../../renderer/model/unlock-view.ts';
import { viewOf } from '../../../renderer/use-view.ts';
import { DEMO_LOCKED, DEMO_PRIVILEGES } from '../../support/demo-privileges.ts';

const IDLE = { pending: false, handover: false };

describe('what is shown where rights are missing', () => {
  it('is nothing while none are', () => {
    expect(unlockView(DEMO_PRIVILEGES, IDLE)).toEqual({ kind: 'unlocked' });
    // A question that another start of the app has on the screen.
    expect(unlockView({ ...DEMO_PRIVILEGES, unlocking: true }, IDLE).kind).toBe('unlocked');
  });

  it('is a button, which waits while the question is on the screen', () => {
    expect(unlockView(DEMO_LOCKED, IDLE)).toEqual({ kind: 'ready', way: 'pkexec' });
    const asked = unlockView({ ...DEMO_LOCKED, unlocking: true }, IDLE);
    expect(asked.kind).toBe('asking');
    expect(unlockLabel(asked)).toBe('Waiting…');
    expect(unlockWait(asked)).toBe('Waiting for your password');
    expect(unlockView(DEMO_LOCKED, { ...IDLE, pending: true })).toEqual(asked);
  });

  it('is that it is under way, once this page has the answer', () => {
    const view = unlockView(DEMO_LOCKED, { pending: true, handover: true });
    expect(view).toEqual({ kind: 'handing-over' });
    expect(unlockLabel(view)).toBe('Unlocking…');
    // Another page knows only that the question is gone, which may have been declined.
    expect(unlockView(DEMO_LOCKED, { pending: false, handover: true }).kind).toBe('ready');
  });

  it('is the reason where nobody can be asked', () => {
    const why = { code: 'unlock-refused', message: 'No.', remedy: 'Do that.' } as const;
    const { unlockBy: _, ...nobody } = DEMO_LOCKED;
    expect(unlockView({ ...nobody, whyNot: why }, IDLE)).toEqual({ kind: 'impossible', why });
    expect(unlockView(nobody, IDLE)).toMatchObject({
      kind: 'impossible',
      why: { code: 'unlock-refused' },
    });
  });

  it('promises a password question only where there will be one', () => {
    expect(unlockWords('pkexec')).toContain('asks for your password and');
    expect(unlockWords('bootstrap')).toContain('unless');
    expect(unlockWords('sudo')).not.toContain('password');
    expect(unlockWords('sudo')).toContain('where you started');
    expect(unlockWait({ kind: 'asking', way: 'sudo' })).toBe('Waiting for sudo');
  });
});

describe('the view that an address names', () => {
  it('is one of three, or none', () => {
    expect(['#live', '#doctor', '#playground'].map(viewOf)).toEqual([
      'live',
      'doctor',
      'playground',
    ]);
    expect(['', '#', '#Doctor', 'doctor', '#toString', '#doctor/x'].map(viewOf)).toEqual(
      Array(6).fill(undefined),
    );
  });
});
