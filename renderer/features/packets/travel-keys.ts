import { Conversation, nextInConversation } from '../../model/conversation.ts';
import { nextMark } from '../../model/marks.ts';
import { showNotice } from '../../stores/actions-store.ts';
import type { Application } from '../../stores/application.ts';
import type { PacketKeys } from './use-packet-keys.ts';

/** Keys that mark rows and go from one to another far away. Answers whether the key was one. */
export function pressTravel(
  event: KeyboardEvent,
  application: Application,
  keys: PacketKeys,
): boolean {
  if (event.altKey || event.metaKey) return false;
  const key = event.key.toLowerCase();
  if (key === 'g' && event.ctrlKey && !event.shiftKey) {
    keys.goTo();
    return true;
  }
  if (event.ctrlKey && key !== '.' && key !== ',') return false;
  switch (key) {
    case 'm':
      return !event.shiftKey && !event.repeat && mark(application, keys);
    case 't':
      return !event.shiftKey && !event.repeat && setReference(application, keys);
    case 'n':
      return toMark(application, keys, event.shiftKey ? -1 : 1);
    case '.':
      return toConversation(application, keys, 1);
    case ',':
      return toConversation(application, keys, -1);
    default:
      return false;
  }
}

/** Selects the row at a position and has it in sight. */
export function goToPosition({ packets }: Application, keys: PacketKeys, position: number): void {
  packets.hold('scroll');
  packets.select(packets.getState().rows.sequenceAt(position));
  keys.forgetPointed();
  keys.show(position);
}

function mark({ table }: Application, keys: PacketKeys): boolean {
  const sequence = keys.currentSequence();
  if (sequence !== undefined) table.mark(sequence);
  return sequence !== undefined;
}

function setReference({ table }: Application, keys: PacketKeys): boolean {
  const sequence = keys.currentSequence();
  const row = sequence === undefined ? undefined : keys.readRow(sequence);
  if (row) table.toggleReference(row.sequence, row.timeMs);
  return row !== undefined;
}

function toMark(application: Application, keys: PacketKeys, step: 1 | -1): boolean {
  const { packets, table, actions } = application;
  const { rows, selected } = packets.getState();
  const { marks } = table.store.getState();
  const from = selected === undefined ? keys.endInSight() : rows.positionOf(selected);
  const position = nextMark(marks, rows, from, step);
  if (position !== undefined) goToPosition(application, keys, position);
  else if (marks.length === 0) showNotice(actions, 'No packet is marked; M marks one');
  else showNotice(actions, step > 0 ? 'No mark further down' : 'No mark further up');
  return true;
}

function toConversation(application: Application, keys: PacketKeys, step: 1 | -1): boolean {
  const { packets, history, actions } = application;
  const { rows, selected } = packets.getState();
  const record = selected === undefined ? undefined : history.bytes(selected);
  if (selected === undefined || !record) {
    showNotice(actions, 'Select a packet of the conversation first');
    return true;
  }
  // Rows must not move up while they are walked through, nor afterwards.
  packets.hold('scroll');
  const from = rows.positionOf(selected);
  // A packet that is not among the rows has its place before the next one that is.
  const start = step > 0 && rows.sequenceAt(from) !== selected ? from - 1 : from;
  const found = nextInConversation(history, rows, new Conversation(record), start, step);
  if (found !== undefined) goToPosition(application, keys, found);
  else {
    const where = step > 0 ? 'No later packet' : 'No earlier packet';
    showNotice(actions, `${where} of this conversation`);
  }
  return true;
}
