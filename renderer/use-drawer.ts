import { type RefObject, useEffect, useRef, useState } from 'react';

export interface Drawer {
  readonly open: boolean;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly panel: RefObject<HTMLElement | null>;
  /** Without the focus: something in it is pointed out. */
  readonly show: () => void;
  /** By its button: the focus goes along. */
  readonly toggle: () => void;
  /** With the focus in its field. */
  readonly write: () => void;
  /** Answers whether there was something to close. */
  readonly close: () => boolean;
}

/** The Blocked panel, where the window is too narrow to have it beside the list. */
export function useDrawer(): Drawer {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const byButton = useRef(false);
  useEffect(() => {
    if (open && byButton.current) panel.current?.focus({ preventScroll: true });
    byButton.current = false;
  }, [open]);
  return {
    open,
    button,
    panel,
    show: () => setOpen(true),
    toggle: () => {
      byButton.current = true;
      setOpen(!open);
    },
    write: () => {
      setOpen(true);
      // Once it is there: another view may be in sight now.
      requestAnimationFrame(() => panel.current?.querySelector('input')?.focus());
    },
    close: () => {
      // What is about to be hidden would lose the focus.
      if (open && panel.current?.contains(document.activeElement)) button.current?.focus();
      setOpen(false);
      return open;
    },
  };
}
