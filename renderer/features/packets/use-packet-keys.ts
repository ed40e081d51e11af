import { useEffect, useRef } from 'react';
import type { RowText } from '../../model/row-text.ts';
import type { Application } from '../../stores/application.ts';
import { useApplication } from '../../stores/application-context.ts';
import { allowRow, toggleRow } from '../../stores/row-actions.ts';
import { rowId } from './packet-row.tsx';

export interface PacketKeys {
  /** The row that letters act on: the pointed one, else the selected one, and only in sight. */
  readonly currentSequence: () => number | undefined;
  /** The selected row, if it is in sight. */
  readonly selectedInSight: () => number | undefined;
  /** One past the position of the last row in sight. */
  readonly endInSight: () => number;
  readonly readRow: (sequence: number) => RowText | undefined;
  readonly reveal: (position: number) => void;
  readonly pageRows: number;
}

/** Keys of the list. They work wherever the focus is, except where it has a use for them. */
export function usePacketKeys(keys: PacketKeys): void {
  const application = useApplication();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const handled =
        pressLetter(event, application, latest.current) ||
        pressMove(event, application, latest.current) ||
        pressOther(event, application, latest.current);
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
    case 'B':
      return onCurrentRow(keys, (row) => toggleRow(application, row));
    case 'a':
    case 'A':
      return onCurrentRow(keys, (row) => allowRow(application, row));
    case 'f':
    case 'F':
      application.packets.follow();
      return true;
    default:
      return false;
  }
}

function onCurrentRow(keys: PacketKeys, act: (row: RowText) => void): boolean {
  const sequence = keys.currentSequence();
  const row = sequence === undefined ? undefined : keys.readRow(sequence);
  if (row) act(row);
  return row !== undefined;
}

function pressMove(event: KeyboardEvent, { packets }: Application, keys: PacketKeys) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  const { rows, selected } = packets.getState();
  const { first, end } = rows;
  const moveTo = (wanted: number) => {
    if (end === first) return true;
    const position = Math.min(end - 1, Math.max(first, wanted));
    packets.hold('scroll');
    packets.select(rows.sequenceAt(position));
    keys.reveal(position);
    return true;
  };
  // Without a selection the first step enters the list at its lower edge, as it is seen.
  const current = selected === undefined ? undefined : rows.positionOf(selected);
  const from = current ?? keys.endInSight();
  switch (event.key) {
    case 'ArrowUp':
      return moveTo(from - 1);
    case 'ArrowDown':
      return moveTo(current === undefined ? from - 1 : from + 1);
    case 'PageUp':
      return moveTo(from - keys.pageRows);
    case 'PageDown':
      return moveTo(from + keys.pageRows);
    case 'Home':
      return moveTo(first);
    case 'End':
      return moveTo(end - 1);
    default:
      return false;
  }
}

function pressOther(event: KeyboardEvent, application: Application, keys: PacketKeys): boolean {
  const { packets, details } = application;
  switch (event.key) {
    case 'Escape': {
      if (details.close()) return true;
      const { selected, holds } = packets.getState();
      if (selected === undefined && !holds.includes('scroll')) return false;
      packets.select(undefined);
      packets.release('scroll');
      return true;
    }
    case 'Enter':
      if (hasOwnEnter(event.target) || keys.selectedInSight() === undefined) return false;
      return details.open();
    case 'ContextMenu':
      return openMenu(keys.selectedInSight());
    case 'F10':
      return event.shiftKey && openMenu(keys.selectedInSight());
    default:
      return false;
  }
}

function hasOwnEnter(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a') !== null;
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
