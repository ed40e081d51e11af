import { useEffect, useRef } from 'react';
import { useActions, useEngine, usePackets } from './stores/application-context.ts';
import { UNLOCK_KEY } from './stores/privilege-actions.ts';

/** The button that unlocked is gone, and the focus with it: the list takes it once there is one. */
export function useFocusAfterUnlock(): void {
  const asked = useActions((state) => state.pending.has(UNLOCK_KEY));
  const unlocking = useEngine((state) => state.privileges.unlocking);
  const handover = useEngine((state) => state.handover);
  const locked = useEngine((state) => state.privileges.missing.length > 0);
  const wanted = useRef(false);
  // The list comes with the first packet.
  usePackets((state) => (wanted.current ? state.version : 0));
  useEffect(() => {
    if (asked || unlocking) wanted.current = true;
    else if (locked && !handover) wanted.current = false;
    if (!wanted.current || locked || handover) return;
    // Wherever else it was put in the meantime, it stays.
    const isLost = document.activeElement === document.body;
    const list = document.querySelector<HTMLElement>('[role="grid"]');
    if (isLost && !list) return;
    wanted.current = false;
    if (isLost) list?.focus({ preventScroll: true });
  });
}
