import { type RefObject, useEffect, useRef } from 'react';
import type { RowText } from '../../model/row-text.ts';
import type { Application } from '../../stores/application.ts';
import { useApplication } from '../../stores/application-context.ts';
import { toggleRow } from '../../stores/row-actions.ts';
import { rowId } from './packet-row.tsx';

export interface PacketKeys {
  readonly grid: RefObject<HTMLDivElement | null>;
  /** The row that keys act on: the pointed one, else the selected one. */
  readonly currentSequence: () => number | undefined;
  readonly readRow: (sequence: number) => RowText | undefined;
  readonly reveal: (sequence: number) => void;
  readonly pageRows: number;
}

/** Keys of the list: moving and menus while it has the focus, the single letters anywhere. */
export function usePacketKeys(keys: PacketKeys): void {
  const application = useApplication();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const inGrid = latest.current.grid.current?.contains(event.target as Node) === true;
      const handled =
        pressLetter(event, application, latest.current) ||
        (inGrid && pressInGrid(event, application, latest.current));
      if (handled) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [application]);
}

/** Fields take every key; menus and dialogs have their own. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, [role="menu"], [role="dialog"]') !== null
  );
}

function pressLetter(event: KeyboardEvent, application: Application, keys: PacketKeys): boolean {
  if (event.altKey || event.metaKey || event.repeat) return false;
  if (event.ctrlKey || event.shiftKey) return false;
  switch (event.key) {
    case 'b':
    case 'B': {
      const sequence = keys.currentSequence();
      const row = sequence === undefined ? undefined : keys.readRow(sequence);
      if (row) toggleRow(application, row);
      return row !== undefined;
    }
    case 'f':
    case 'F':
      application.packets.follow();
      return true;
    default:
      return false;
  }
}

function pressInGrid(event: KeyboardEvent, { packets, history }: Application, keys: PacketKeys) {
  const { first, end } = history.range;
  const { selected } = packets.getState();
  const moveTo = (wanted: number) => {
    if (end === first) return true;
    const sequence = Math.min(end - 1, Math.max(first, wanted));
    packets.hold('scroll');
    packets.select(sequence);
    keys.reveal(sequence);
    return true;
  };
  const from = selected ?? end;
  switch (event.key) {
    case 'ArrowUp':
      return moveTo(from - 1);
    case 'ArrowDown':
      return moveTo(selected === undefined ? end - 1 : from + 1);
    case 'PageUp':
      return moveTo(from - keys.pageRows);
    case 'PageDown':
      return moveTo(from + keys.pageRows);
    case 'Home':
      return moveTo(first);
    case 'End':
      return moveTo(end - 1);
    case 'Escape':
      packets.select(undefined);
      packets.release('scroll');
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
function openMenu(sequence: number | undefined): boolean {
  const row = sequence === undefined ? null : document.getElementById(rowId(sequence));
  if (!row) return false;
  const { left, bottom } = row.getBoundingClientRect();
  const at = { clientX: left + 60, clientY: bottom - 4 };
  row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
  return true;
}
