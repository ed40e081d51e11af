import type {
  AttachMode,
  Attachment,
  ForeignProgram,
  NetworkInterface,
} from '../../electron/contract/state.ts';

export const MODE_SENTENCES: Readonly<Record<AttachMode, string>> = {
  native: 'Native: the driver runs the filter, before the network stack sees a packet.',
  generic:
    'Generic: the kernel runs the filter, a little later and slower than a driver would, and counts frames that it has merged as one.',
};

/** Which packets of an interface are filtered. */
export function directionText({ egress }: Pick<Attachment, 'egress'>): string {
  return egress === 'none' ? 'incoming only' : 'in and out';
}

/** The same as a sentence, with the way it is done or why not. */
export function directionSentence({ egress, whyNoEgress }: Attachment): string {
  if (egress === 'none') return `Incoming packets only. ${whyNoEgress ?? ''}`.trim();
  return `Incoming and outgoing packets, the latter through ${egress === 'tcx' ? 'TCX' : 'tc (clsact)'}.`;
}

/** `e1000e, 192.168.1.20/24, fe80::1/64`: what an interface is and where it is known. */
export function interfaceText(link: NetworkInterface): string {
  const state = link.state === 'down' ? ['down'] : [];
  return [link.driver, ...state, ...link.addresses].filter(Boolean).join(', ');
}

/** `held by xdp-filter (program 41)` */
export function holderText({ id, name, mode }: ForeignProgram): string {
  const what = name ? `${name}, program ${id}` : `program ${id}`;
  return `held by ${what} (${mode})`;
}

/** Interfaces as people look for them: what is up and carries addresses first, loopback last. */
export function sortInterfaces(
  interfaces: readonly NetworkInterface[],
): readonly NetworkInterface[] {
  return interfaces.toSorted(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

function rank(link: NetworkInterface): number {
  if (link.driver === 'loopback' || link.name === 'lo') return 3;
  if (link.state === 'down') return 2;
  return link.addresses.length > 0 ? 0 : 1;
}
