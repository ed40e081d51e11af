import type { KeyboardEvent } from 'react';
import { talkerRowId } from './talker-row.tsx';

interface TalkerKeys {
  readonly rows: number;
  /** Place of the selected row in the list, or -1. */
  readonly selected: number;
  readonly pageRows: number;
  /** Selects a row and brings it into sight. */
  readonly moveTo: (index: number) => void;
  readonly letGo: () => void;
  /** Blocks the selected row, or takes its block back. */
  readonly toggle: () => void;
  /** Lets the selected row pass. */
  readonly allow: () => void;
  /** Shows the packets of the selected row. */
  readonly showPackets: () => void;
}

/** Keys of the table while it has the focus. */
export function useTalkerKeys(keys: TalkerKeys): (event: KeyboardEvent) => void {
  return (event) => {
    // The headings have a use for keys of their own.
    if (event.defaultPrevented || event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (press(event, keys)) event.preventDefault();
  };
}

function press(event: KeyboardEvent, keys: TalkerKeys): boolean {
  const { rows, selected, pageRows } = keys;
  const moveTo = (index: number) => {
    if (rows > 0) keys.moveTo(Math.min(rows - 1, Math.max(0, index)));
    return true;
  };
  switch (event.key) {
    case 'ArrowUp':
      return moveTo(selected - 1);
    case 'ArrowDown':
      return moveTo(selected + 1);
    case 'PageUp':
      return moveTo(selected - pageRows);
    case 'PageDown':
      return moveTo(selected + pageRows);
    case 'Home':
      return moveTo(0);
    case 'End':
      return moveTo(rows - 1);
    case 'Escape':
      if (selected < 0) return false;
      keys.letGo();
      return true;
    case 'b':
    case 'B':
      if (selected < 0 || event.repeat) return false;
      keys.toggle();
      return true;
    case 'a':
    case 'A':
      if (selected < 0 || event.repeat) return false;
      keys.allow();
      return true;
    case 'p':
    case 'P':
      if (selected < 0) return false;
      keys.showPackets();
      return true;
    case 'Enter':
    case 'ContextMenu':
      return openMenu(selected);
    case 'F10':
      return event.shiftKey && openMenu(selected);
    default:
      return false;
  }
}

/** As if the row had been clicked with the other button, a little inside its left edge. */
function openMenu(index: number): boolean {
  const row = document.getElementById(talkerRowId(index));
  if (!row) return false;
  const { left, bottom } = row.getBoundingClientRect();
  const at = { clientX: left + 60, clientY: bottom - 4 };
  row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
  return true;
}
