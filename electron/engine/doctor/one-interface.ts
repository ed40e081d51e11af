/** What one interface brings. All of it is known without attaching anything. */
import type { Finding } from '../../contract/doctor.ts';
import type { Attachment, NetworkInterface } from '../../contract/state.ts';
import { PROGRAM_NAMES } from '../bpf/layout.ts';
import type { FrameMerging } from '../network/frame-merging.ts';
import type { TcPrograms } from '../network/tc-programs.ts';
import type { XdpFeatures } from '../network/xdp-features.ts';
import {
  heldByEngine,
  heldInterface,
  MAX_ONE_PIECE_MTU_BYTES,
  nativeNotOffered,
  tooLargeForNative,
} from '../refusals/sentences.ts';
import { fault, good, note, noteOf, type Topic } from './finding.ts';

export interface InterfaceFacts {
  readonly link: NetworkInterface;
  /** Of the engine that looks. */
  readonly attachment: Attachment | undefined;
  /** The engine of this user that holds the interface, in words: `process 42, headless`. */
  readonly engine: string | undefined;
  /** Absent where the kernel cannot be asked. */
  readonly features: XdpFeatures | undefined;
  readonly merging: FrameMerging | undefined;
  readonly tc: TcPrograms;
  /** Whether it could be seen who holds the XDP hook, which takes libbpf. */
  readonly sawHolder: boolean;
}

/** More programs than these are not named. */
const MAX_NAMES = 4;

/** How the filter runs, or would: `unknown` where only trying tells. */
type Mode = 'native' | 'generic' | 'unknown';

/** A handful, always in the same order. */
export function examineInterface(facts: InterfaceFacts): Finding[] {
  return [
    examineDriver(facts.link),
    ...examineLink(facts.link),
    examineNative(facts),
    examineGeneric(facts),
    examineFragments(facts),
    examineMerging(facts),
    examineHolder(facts),
    examineTc(facts),
  ];
}

function topicOf({ name }: NetworkInterface, check: string, subject: string): Topic {
  return { check, interface: name, subject };
}

/** Its name in a command to copy: some names would mean something to a shell. */
function wordFor({ name }: NetworkInterface): string {
  return /^[\w.@:-]+$/.test(name) && !name.startsWith('-') ? name : 'INTERFACE';
}

function modeOf({ link, attachment, features }: InterfaceFacts): Mode {
  if (attachment) return attachment.mode;
  if (!features) return 'unknown';
  const fits = link.mtuBytes <= MAX_ONE_PIECE_MTU_BYTES || features.fragments;
  return features.native && fits ? 'native' : 'generic';
}

function examineDriver(link: NetworkInterface): Finding {
  return good(
    topicOf(link, 'driver', 'Driver'),
    `The driver is ${link.driver}, the MTU ${link.mtuBytes} bytes.`,
  );
}

function examineLink(link: NetworkInterface): Finding[] {
  if (link.state !== 'down') return [];
  return [
    note(
      topicOf(link, 'link', 'Link'),
      `${link.name} is down: nothing reaches it.`,
      `Connect it, or bring it up with: sudo ip link set dev ${wordFor(link)} up`,
    ),
  ];
}

function examineNative({ link, attachment, features }: InterfaceFacts): Finding {
  const topic = topicOf(link, 'native', 'Native XDP');
  const remedy =
    'Nothing needs to be done: the kernel runs the filter a little later, in generic mode.';
  if (attachment?.mode === 'native') {
    return good(topic, `The driver ${link.driver} runs the filter itself.`);
  }
  if (attachment) return note(topic, attachment.whyGeneric ?? nativeNotOffered(link), remedy);
  if (!features) {
    return note(
      topic,
      `Whether the driver ${link.driver} has native XDP shows once it is watched.`,
    );
  }
  if (!features.native) return note(topic, nativeNotOffered(link), remedy);
  return good(topic, `The driver ${link.driver} says that it can run the filter itself.`);
}

function examineGeneric(facts: InterfaceFacts): Finding {
  return good(
    topicOf(facts.link, 'generic', 'Generic XDP'),
    modeOf(facts) === 'native'
      ? 'The kernel would run the filter if the driver did not.'
      : 'The kernel can run the filter, a little later than a driver would.',
  );
}

function examineFragments(facts: InterfaceFacts): Finding {
  const { link, attachment, features } = facts;
  const topic = topicOf(link, 'fragments', 'Large frames');
  if (link.mtuBytes <= MAX_ONE_PIECE_MTU_BYTES) {
    return good(topic, 'Every frame fits in one piece.');
  }
  if (attachment?.mode === 'native' || features?.fragments) {
    return good(topic, `The driver hands frames of ${link.mtuBytes} bytes over in pieces.`);
  }
  if (features?.native) {
    return note(
      topic,
      tooLargeForNative(link),
      `Nothing needs to be done in generic mode; native takes an MTU of ${MAX_ONE_PIECE_MTU_BYTES} bytes or less.`,
    );
  }
  if (modeOf(facts) === 'generic') return good(topic, 'Generic mode takes frames of every size.');
  return note(topic, 'Whether the driver takes frames this large shows once it is watched.');
}

function examineMerging(facts: InterfaceFacts): Finding {
  const { link, merging } = facts;
  const topic = topicOf(link, 'merged-frames', 'Merged frames');
  const mode = modeOf(facts);
  if (!merging) return note(topic, 'Whether frames are merged on their way in cannot be seen.');
  if (merging.byDriver) {
    return note(
      topic,
      'The driver merges frames before the filter sees them (LRO).',
      `To see each by itself: sudo ethtool -K ${wordFor(link)} lro off`,
    );
  }
  if (!merging.byKernel) return good(topic, 'No frames are merged on their way in.');
  if (mode === 'native') return good(topic, 'The filter sees each frame before any are merged.');
  const when = mode === 'unknown' ? 'In generic mode, frames' : 'Frames';
  return note(
    topic,
    `${when} that the kernel has merged (GRO) count as one.`,
    `To count each by itself: sudo ethtool -K ${wordFor(link)} gro off`,
  );
}

function examineHolder({ link, attachment, engine, sawHolder }: InterfaceFacts): Finding {
  const topic = topicOf(link, 'foreign-xdp', 'XDP programs');
  if (!sawHolder) return note(topic, 'Who holds the interface cannot be seen without libbpf.');
  const holder = link.heldBy;
  if (holder && holder.id === attachment?.programId) {
    return good(topic, 'Portcullis holds the interface.');
  }
  if (!holder) return good(topic, 'No other program holds the interface.');
  if (engine !== undefined) return noteOf(topic, heldByEngine(link.name, engine));
  const reason = heldInterface(link.name, holder);
  return holder.name === PROGRAM_NAMES.in ? noteOf(topic, reason) : fault(topic, reason);
}

function examineTc({ link, attachment, engine, tc }: InterfaceFacts): Finding {
  const topic = topicOf(link, 'foreign-tc', 'TC programs');
  const { sawTcx } = tc;
  const programs = tc.programs.filter(({ id }) => id !== attachment?.egressProgramId);
  const unseen = sawTcx ? '' : '; those of tcx show only to who has the rights to filter';
  if (programs.length === 0) return (sawTcx ? good : note)(topic, `None were found${unseen}.`);
  // Without a name nobody can tell which is the engine's.
  if (engine !== undefined && !attachment && programs.every(({ name }) => name === undefined)) {
    return note(topic, 'Portcullis holds the interface; whose each program is cannot be seen.');
  }
  const names = programs.map(({ id, name }) => (name ? `"${name}" (id ${id})` : `id ${id}`));
  const shown =
    names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ' and more' : '');
  return note(
    topic,
    `Others look at packets here as well: ${shown}${unseen}.`,
    'Nothing needs to be done: they see what Portcullis lets pass.',
  );
}
