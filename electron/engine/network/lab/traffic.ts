/** The frames that the lab's hosts send again and again. Pure: what is sent when, as bytes. */
import { ETHER_TYPE, IP_PROTOCOL } from '../../../contract/packet-record.ts';
import {
  ARP_OPERATION,
  arp,
  BROADCAST_MAC,
  ethernet,
  ICMP_TYPE,
  ICMPV6_TYPE,
  IGMP_TYPE,
  icmp,
  icmpv6,
  igmp,
  ipFrame,
  ipv4,
  TCP_FLAG,
  tcp,
  udp,
  VLAN_ETHER_TYPE,
  vlanTag,
} from './frames.ts';
import { FAR_MAC, type LabPlan, NEAR_MAC } from './lab-plan.ts';

export interface Repetition {
  readonly name: string;
  readonly firstMs: number;
  readonly everyMs: number;
  /** The frame of this turn, counted from 0. */
  readonly frame: (turn: number) => Uint8Array;
}

/** The ports that the scanner tries, over and over. */
export const SCANNED_PORTS = [
  22, 23, 8080, 80, 443, 445, 3389, 8443, 5900, 3306, 5432, 6379, 9200,
] as const;
export const TAGGED_VLAN_ID = 42;

const MACS = { source: FAR_MAC, destination: NEAR_MAC };
const PING_BYTES = 56;

/**
 * About ten frames a second: lively, and slow enough to read and to click. The periods share no
 * common measure, so that the order of rows varies.
 */
export function labTraffic(plan: LabPlan): readonly Repetition[] {
  const { hosts } = plan;
  return [
    { name: 'neighbor pings', firstMs: 50, everyMs: 500, frame: pings(plan, hosts.neighbor, 1) },
    { name: 'visitor pings', firstMs: 230, everyMs: 1_010, frame: pings(plan, hosts.visitor, 2) },
    {
      name: 'neighbor pings by IPv6',
      firstMs: 120,
      everyMs: 830,
      frame: pings6(plan, hosts.neighbor6, 3),
    },
    {
      name: 'stranger pings by IPv6',
      firstMs: 410,
      everyMs: 2_090,
      frame: pings6(plan, hosts.stranger6, 4),
    },
    { name: 'scanner tries a port', firstMs: 300, everyMs: 430, frame: scan(plan) },
    { name: 'resolver answers', firstMs: 170, everyMs: 930, frame: answers(plan) },
    { name: 'printer logs', firstMs: 350, everyMs: 1_270, frame: logLines(plan) },
    { name: 'caller rings', firstMs: 610, everyMs: 2_310, frame: calls(plan) },
    { name: 'neighbor asks by ARP', firstMs: 20, everyMs: 1_510, frame: arpRequests(plan) },
    { name: 'neighbor sends tagged', firstMs: 900, everyMs: 4_970, frame: tagged(plan) },
    { name: 'printer joins a group', firstMs: 700, everyMs: 7_010, frame: joins(plan) },
  ];
}

function pings(plan: LabPlan, source: string, identifier: number) {
  const ends = { source, destination: plan.near };
  return (turn: number) =>
    ipFrame(
      MACS,
      { ...ends, protocol: IP_PROTOCOL.icmp },
      icmp(
        { type: ICMP_TYPE.echoRequest, identifier, sequence: turn & 0xffff },
        pattern(PING_BYTES),
      ),
    );
}

function pings6(plan: LabPlan, source: string, identifier: number) {
  const ends = { source, destination: plan.near6 };
  return (turn: number) =>
    ipFrame(
      MACS,
      { ...ends, protocol: IP_PROTOCOL.icmpv6 },
      icmpv6(
        { ...ends, type: ICMPV6_TYPE.echoRequest, identifier, sequence: turn & 0xffff },
        pattern(PING_BYTES),
      ),
    );
}

/** One SYN per turn. Where a port is open the lab's kernel answers with a reset: nothing stays half open. */
function scan(plan: LabPlan) {
  const ends = { source: plan.hosts.scanner, destination: plan.near };
  return (turn: number) =>
    ipFrame(
      MACS,
      { ...ends, protocol: IP_PROTOCOL.tcp, ttl: 49 },
      tcp({
        ...ends,
        sourcePort: 40_000 + (turn % 20_000),
        destinationPort: SCANNED_PORTS[turn % SCANNED_PORTS.length] as number,
        flags: TCP_FLAG.syn,
        sequence: (turn * 2_654_435_761) >>> 0,
        window: 1_024,
        // Maximum segment size 1460.
        options: Uint8Array.of(2, 4, 0x05, 0xb4),
      }),
    );
}

function datagrams(
  ends: { readonly source: string; readonly destination: string },
  ports: { readonly sourcePort: number; readonly destinationPort: number },
  payload: (turn: number) => Uint8Array,
) {
  return (turn: number) =>
    ipFrame(
      MACS,
      { ...ends, protocol: IP_PROTOCOL.udp },
      udp({ ...ends, ...ports }, payload(turn)),
    );
}

/** DNS responses: `portcullis.example` is at the visitor's address. */
function answers(plan: LabPlan) {
  const name = Uint8Array.of(10, ...ascii('portcullis'), 7, ...ascii('example'), 0);
  const address = plan.hosts.visitor.split('.').map(Number);
  const payload = (turn: number) =>
    Uint8Array.of(
      ...[(turn >> 8) & 0xff, turn & 0xff, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0],
      ...[...name, 0, 1, 0, 1],
      // The name by reference, type A, class IN, 300 s, four bytes.
      ...[0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0x01, 0x2c, 0, 4, ...address],
    );
  const ends = { source: plan.hosts.resolver, destination: plan.near };
  return datagrams(ends, { sourcePort: 53, destinationPort: 40_053 }, payload);
}

/** Syslog, to a port where no log daemon of this machine would take it for true. */
function logLines(plan: LabPlan) {
  const ends = { source: plan.hosts.printer, destination: plan.near };
  return datagrams(ends, { sourcePort: 51_400, destinationPort: 5_514 }, (turn) =>
    ascii(`<134>1 - printer lpd - - - page ${turn + 1} done`),
  );
}

function calls(plan: LabPlan) {
  const { caller } = plan.hosts;
  const ends = { source: caller, destination: plan.near };
  return datagrams(ends, { sourcePort: 5_060, destinationPort: 5_060 }, (turn) =>
    ascii(
      [
        `OPTIONS sip:100@${plan.near} SIP/2.0`,
        `Via: SIP/2.0/UDP ${caller}:5060;branch=z9hG4bK${turn}`,
        `From: <sip:100@${caller}>;tag=${turn}`,
        `To: <sip:100@${plan.near}>`,
        `Call-ID: ${turn}@${caller}`,
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
        '\r\n',
      ].join('\r\n'),
    ),
  );
}

/** Asks for the near end, which answers, and in turn for the others on the link. */
function arpRequests(plan: LabPlan) {
  const { neighbor, client, printer } = plan.hosts;
  const wanted = [plan.near, client, plan.near, printer] as const;
  return (turn: number) =>
    ethernet(
      { source: FAR_MAC, destination: BROADCAST_MAC, etherType: ETHER_TYPE.arp },
      arp({
        operation: ARP_OPERATION.request,
        senderMac: FAR_MAC,
        senderAddress: neighbor,
        targetAddress: wanted[turn % wanted.length] as string,
      }),
    );
}

function tagged(plan: LabPlan) {
  const ends = { source: plan.hosts.neighbor, destination: plan.near };
  const ports = { sourcePort: 4_242, destinationPort: 4_242 };
  return (turn: number) =>
    ethernet(
      { ...MACS, etherType: VLAN_ETHER_TYPE.customer },
      vlanTag(
        { id: TAGGED_VLAN_ID, etherType: ETHER_TYPE.ipv4 },
        ipv4(
          { ...ends, protocol: IP_PROTOCOL.udp },
          udp({ ...ends, ...ports }, ascii(`tagged ${turn}`)),
        ),
      ),
    );
}

/** Membership reports for mDNS, with the router alert option that IGMP asks for. */
function joins(plan: LabPlan) {
  const group = '224.0.0.251';
  const ends = { source: plan.hosts.printer, destination: group };
  return () =>
    ethernet(
      { source: FAR_MAC, destination: '01:00:5e:00:00:fb', etherType: ETHER_TYPE.ipv4 },
      ipv4(
        { ...ends, protocol: IP_PROTOCOL.igmp, ttl: 1, options: Uint8Array.of(0x94, 4, 0, 0) },
        igmp({ type: IGMP_TYPE.reportV2, group }),
      ),
    );
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function pattern(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => index);
}
