/** Frames of every shape on a real wire: behind headers, tags, in fragments, larger than a page. */
import { afterEach, describe, expect, test } from 'vitest';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import {
  ethernet,
  ipFrame,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import { EgressHolder } from '../support/egress-holder.ts';
import { EXTENSION_HEADERS } from '../support/extension-headers.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES, MACS, PORTS, V4, V6 } from '../support/test-frames.ts';
import { withBpfObject } from '../support/with-bpf-object.ts';

const TCP = 6;
const SEGMENT = tcp({ ...V4, ...PORTS, flags: 2 });
const SEGMENT_V6 = tcp({ ...V6, ...PORTS, flags: 2 });
const MTU_BYTES = 9000;

let wire: FilteredWire;
afterEach(() => wire?.[Symbol.asyncDispose]());

describe.each(['tcx', 'clsact'] as const)('with %s', (egressKind) => {
  /** Both ways: nothing gets through under the one rule, all of it under the other. */
  async function expectFiltered(
    frames: readonly Uint8Array[],
    drops: string,
    passes: string,
  ): Promise<void> {
    await wire.setRules(drops);
    for (const direction of DIRECTIONS) {
      expect(await wire.cross(direction, frames), `${drops}, ${direction}`).toEqual([]);
    }
    await wire.setRules(passes);
    for (const direction of DIRECTIONS) {
      expect(await wire.cross(direction, frames), `${passes}, ${direction}`).toEqual(frames);
    }
  }

  test('ports behind extension headers, tags and options; fragments without any', async () => {
    wire = await FilteredWire.open({ egressKind });
    const behindHeaders = EXTENSION_HEADERS.map(([, type, wrap]) =>
      inIpv6(type, wrap(TCP, SEGMENT_V6)),
    );
    const behindTags = [1, 2, 3, 4].map(tagged);
    const behindOptions = [4, 40].map((bytes) => inIpv4({ options: new Uint8Array(bytes) }));
    const firstFragment = inIpv4({ moreFragments: true });
    const all = [...behindHeaders, ...behindTags, ...behindOptions, firstFragment];
    await expectFiltered(all, 'drop both tcp dport 8080', 'drop both tcp dport 8081');

    const laterFragments = [
      inIpv4({ fragmentOffsetBytes: 1480 }),
      inIpv6(
        44,
        ipv6Fragment({ nextHeader: TCP, identification: 1, fragmentOffsetBytes: 1448 }, SEGMENT_V6),
      ),
    ];
    await expectFiltered(laterFragments, 'drop both fragment later', 'drop both tcp dport 8080');
    await expectFiltered(laterFragments, 'drop both tcp', 'drop both not tcp');

    const tooDeep = inIpv6(...deeplyNested(7));
    await expectFiltered([tooDeep], 'drop both tcp dport 8081', 'drop both dst 2001:db8::2');
  });

  test('jumbo frames: whole, and filtered by their length and their ports', async () => {
    wire = await FilteredWire.open({ egressKind, mtuBytes: MTU_BYTES });
    const jumbo = ipFrame(
      MACS,
      { ...V4, protocol: 17 },
      udp(
        { ...V4, ...PORTS },
        Uint8Array.from({ length: MTU_BYTES - 28 }, (_, at) => at % 251),
      ),
    );
    expect(jumbo).toHaveLength(MTU_BYTES + 14);
    await expectFiltered([jumbo], 'drop both len 9014', 'drop both len 0-9013');
    await expectFiltered([jumbo], 'drop both udp dport 8080', 'drop both udp dport 8081');
    const { byProtocol } = await wire.counters();
    expect(byProtocol.udp).toEqual({
      pass: { packets: 4, bytes: 4 * jumbo.length },
      drop: { packets: 4, bytes: 4 * jumbo.length },
    });
  });
});

test.each(['tcx', 'clsact'] as const)(
  'headers that reach beyond the first buffer of a jumbo frame cannot carry a port past its rule: %s',
  async (egressKind) => {
    wire = await FilteredWire.open({ egressKind, mtuBytes: MTU_BYTES });
    const payload = Buffer.concat([SEGMENT_V6, new Uint8Array(2000)]);
    const long = ipv6Options(
      { nextHeader: 60, sizeBytes: 2048 },
      ipv6Options({ nextHeader: TCP, sizeBytes: 2048 }, payload),
    );
    const frame = inIpv6(60, long);
    for (const direction of DIRECTIONS) {
      await wire.setRules('count both any');
      expect(await wire.cross(direction, [frame])).toEqual([frame]);
      await wire.setRules('drop both tcp dport 8080', 'pass both any');
      expect(await wire.cross(direction, [frame])).toEqual([]);
    }
  },
);

test('a tag that the network card is to put in, which stands beside the frame on its way out', async () => {
  wire = await FilteredWire.open({ egressKind: 'clsact' });
  // Runs first, as what is attached by tcx does.
  await withBpfObject(PUSHES_TAG, (object) =>
    EgressHolder.start(wire.network, object, { kind: 'tcx' }),
  );
  await wire.setRules('drop out vlan 1-99, 101-4095', 'count out vlan 100 tcp dport 8080 len 54');
  expect(await wire.cross('out', [FRAMES.syn])).toEqual([FRAMES.syn]);
  expect(await wire.hits('count out tcp dport 8080 vlan 100 len 54')).toBe(1);
  await wire.setRules('drop out vlan 100');
  expect(await wire.cross('out', [FRAMES.syn])).toEqual([]);
});

const PUSHES_TAG = `
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
SEC("tc") int portcullis_tc(struct __sk_buff *frame)
{
	bpf_skb_vlan_push(frame, bpf_htons(0x8100), 100);
	return -1; /* TCX_NEXT */
}
char _license[] SEC("license") = "GPL";
`;

function inIpv4(header: Partial<Parameters<typeof ipv4>[0]>): Uint8Array {
  return ethernet(
    { ...MACS, etherType: 0x0800 },
    ipv4({ ...V4, ...header, protocol: TCP }, SEGMENT),
  );
}

function inIpv6(nextHeader: number, payload: Uint8Array): Uint8Array {
  return ethernet({ ...MACS, etherType: 0x86dd }, ipv6({ ...V6, nextHeader }, payload));
}

/** The first header's type, and a TCP segment behind so many headers. */
function deeplyNested(count: number): [number, Uint8Array] {
  let next = TCP;
  let payload: Uint8Array = SEGMENT_V6;
  for (let header = 0; header < count; header += 1) {
    payload = ipv6Options({ nextHeader: next, sizeBytes: 8 }, payload);
    next = 60;
  }
  return [next, payload];
}

function tagged(count: number): Uint8Array {
  let frame = FRAMES.syn;
  for (let tag = 1; tag <= count; tag += 1) {
    const etherType = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
    frame = ethernet(
      { ...MACS, etherType: 0x8100 },
      vlanTag({ id: 100 + tag, etherType }, frame.subarray(14)),
    );
  }
  return frame;
}
