/** What is worth a notification: what happened to the filter without the user having asked for it. */
import type { HostState } from './engine-watch.ts';

export interface News {
  /** What happened, one sentence. */
  readonly title: string;
  /** What to do about it, one sentence. */
  readonly body: string;
}

/**
 * Between two states of the engine: its new notices, a playground that ended by itself among them,
 * and interfaces that vanished while they were watched.
 */
export function newsOf(now: HostState, before: HostState): readonly News[] {
  return [...newNotices(now, before), ...vanishedInterfaces(now, before)];
}

/** Ids rise, also when a notice takes the place of an earlier one that said the same. */
function newNotices(now: HostState, before: HostState): readonly News[] {
  if (now.notices === before.notices) return [];
  const known = new Set(before.notices.map((notice) => notice.id));
  return now.notices
    .filter((notice) => !known.has(notice.id))
    .map(({ message, remedy }) => ({ title: message, body: remedy }));
}

function vanishedInterfaces(now: HostState, before: HostState): readonly News[] {
  if (now.attachments === before.attachments) return [];
  const attached = new Set(
    before.attachments.filter((item) => item.state === 'attached').map((item) => item.interface),
  );
  // What the playground brought goes with it, and the playground speaks for itself.
  const playground = before.playground.interface;
  return now.attachments
    .filter((item) => item.state === 'gone' && attached.has(item.interface))
    .filter((item) => item.interface !== playground)
    .map((item) => ({
      title: `The interface ${item.interface} is gone.`,
      body: 'Portcullis watches it again as soon as it is back.',
    }));
}
