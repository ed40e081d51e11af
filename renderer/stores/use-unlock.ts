import { useMemo } from 'react';
import { type UnlockView, unlockView } from '../model/unlock-view.ts';
import { useActions, useApplication, useEngine } from './application-context.ts';
import { UNLOCK_KEY } from './privilege-actions.ts';

export interface Unlock {
  readonly view: UnlockView;
  readonly unlock: () => void;
}

/** What there is to say and to press where rights are missing. */
export function useUnlock(): Unlock {
  const { privileges: actions } = useApplication();
  const privileges = useEngine((state) => state.privileges);
  const handover = useEngine((state) => state.handover);
  const pending = useActions((state) => state.pending.has(UNLOCK_KEY));
  return useMemo(
    () => ({
      view: unlockView(privileges, { pending, handover }),
      unlock: () => void actions.unlock(),
    }),
    [actions, privileges, pending, handover],
  );
}
