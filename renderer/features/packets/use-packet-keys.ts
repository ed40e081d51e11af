import { useEffect, useRef } from 'react';
import type { RowText } from '../../model/row-text.ts';
import type { Application } from '../../stores/application.ts';
import { useApplication } from '../../stores/application-context.ts';
import { allowRow, toggleRow } from '../../stores/row-actions.ts';
import { rowId } from './packet-row.tsx';
import { pressTravel } from './travel-keys.ts';

export interface PacketKeys {
  /** The row that letters act on: the pointed one, else the selected one, and only in sight. */
  readonly currentSequence: () => number | undefined;
  /** The selected row, if it is in sight. */
  readonly selectedInSight: () => number | undefined;
  /** One past the position of the last row in sight. */
  readonly endInSight: () => number;
  readonly readRow: (sequence: number) => RowText | undefined;
  /** Scrolls as little as shows the row at this position. */
  readonly reveal: (position: number) => void;
  /** Has the row at this position in sight; one from elsewhere in the middle. */
  readonly show: (position: number) => void;
  /** Scrolls a table that is wider than its place, in pixels; answers whether it is. */
  readonly scrollAside: (pixels: number) => boolean;
  /** Another row than the pointed one is meant from now on, until the pointer moves. */
  readonly forgetPointed: () => void;
  /** Asks for the packet to go to. */
  readonly goTo: () => void;
  readonly pageRows: number;
}

const ARROW_STEPS: Readonly<Record<string, 1 | -1>> = { ArrowUp: -1, ArrowDown: 1 };
/** What an arrow moves a table that is wider than its place. */
const ASIDE_PX = 80;

/** Keys of the list. They work wherever the focus is, except where it has a use for them. */
export function usePacketKeys(keys: PacketKeys): void {
  const application = useApplication();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isOwnKeyboard(event.target)) return;
      const isStep = stepOf(event) !== undefined;
      if (isTyping(event.target) && !isStep && !isGoTo(event)) return;
      const handled =
        pressLetter(event, application, latest.current) ||
        pressTravel(event, application, latest.current) ||
        pressMove(event, application, latest.current) ||
        pressOther(event, application, latest.current);
      if (handled) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [application]);
}

/** Menus and dialogs have keys of their own. */
function isOwnKeyboard(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="dialog"]') !== null;
}

/** Fields take every key but those that nobody types with. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}

function isGoTo(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key.toLowerCase() === 'g';
}

/** To the next or previous packet wherever the focus is. */
function stepOf({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): 1 | -1 | undefined {
  if (altKey || metaKey || shiftKey) return undefined;
  if (key === 'F8' || (ctrlKey && key === 'ArrowDown')) return 1;
  if (key === 'F7' || (ctrlKey && key === 'ArrowUp')) return -1;
  return undefined;
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
  if (event.altKey || event.metaKey || event.shiftKey) return false;
  const { rows, selected } = packets.getState();
  const { first, end } = rows;
  const moveTo = (wanted: number) => {
    if (end === first) return true;
    const position = Math.min(end - 1, Math.max(first, wanted));
    packets.hold('scroll');
    packets.select(rows.sequenceAt(position));
    keys.forgetPointed();
    keys.reveal(position);
    return true;
  };
  // Without a selection the first step enters the list at its lower edge, as it is seen.
  const current = selected === undefined ? undefined : rows.positionOf(selected);
  const from = current ?? keys.endInSight();
  const step = stepOf(event) ?? ARROW_STEPS[event.key];
  if (step) return moveTo(current === undefined ? from - 1 : from + step);
  switch (event.key) {
    case 'Home':
      return moveTo(first);
    case 'End':
      return moveTo(end - 1);
    case 'PageUp':
      return !event.ctrlKey && moveTo(from - keys.pageRows);
    case 'PageDown':
      return !event.ctrlKey && moveTo(from + keys.pageRows);
    case 'ArrowLeft':
      return !event.ctrlKey && keys.scrollAside(-ASIDE_PX);
    case 'ArrowRight':
      return !event.ctrlKey && keys.scrollAside(ASIDE_PX);
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
