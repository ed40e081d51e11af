import { type RefObject, useEffect, useRef } from 'react';

/** Whoever closes the dialog goes on in the list. */
export function useFocusAfter(open: boolean, grid: RefObject<HTMLElement | null>): void {
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) grid.current?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open, grid]);
}
