/** The network interfaces of this machine (of the network namespace this process is in). */
import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ForeignProgram, NetworkInterface } from '../../contract/state.ts';
import { TOOL_ENVIRONMENT } from './ip-command.ts';

const run = promisify(execFile);
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;
const TIME_LIMIT_MS = 5000;

/** What `ip -json -details address show` prints, as far as it is read. */
const linkSchema = v.object({
  ifindex: v.number(),
  ifname: v.string(),
  link_type: v.optional(v.string()),
  operstate: v.optional(v.string(), 'UNKNOWN'),
  flags: v.optional(v.array(v.string()), []),
  mtu: v.optional(v.number(), 0),
  address: v.optional(v.string()),
  linkinfo: v.optional(v.object({ info_kind: v.optional(v.string()) })),
  addr_info: v.optional(
    v.array(v.object({ local: v.optional(v.string()), prefixlen: v.optional(v.number()) })),
    [],
  ),
});
// The kernel's list has holes: an interface without addresses is an empty object in some versions.
const linksSchema = v.array(v.union([linkSchema, v.strictObject({})]));

/**
 * Lists them in the kernel's order. `holderOf` tells who else holds the XDP hook of an ifindex.
 * Fails with `kernel-refused` where iproute2 is missing or answers nonsense.
 */
export async function listInterfaces(
  holderOf: (ifindex: number) => ForeignProgram | undefined,
): Promise<Result<NetworkInterface[]>> {
  let output: string;
  try {
    const options = {
      maxBuffer: OUTPUT_LIMIT_BYTES,
      timeout: TIME_LIMIT_MS,
      env: TOOL_ENVIRONMENT,
    };
    output = (await run('ip', ['-json', '-details', 'address', 'show'], options)).stdout;
  } catch (error) {
    return cannotList(String(error));
  }
  const parsed = v.safeParse(linksSchema, parseJson(output));
  if (!parsed.success) return cannotList(parsed.issues[0].message);
  const interfaces: NetworkInterface[] = [];
  for (const link of parsed.output) {
    if ('ifindex' in link) interfaces.push(toInterface(link, holderOf(link.ifindex)));
  }
  return ok(interfaces);
}

function toInterface(
  link: v.InferOutput<typeof linkSchema>,
  heldBy: ForeignProgram | undefined,
): NetworkInterface {
  const addresses = link.addr_info
    .filter((address) => address.local !== undefined)
    .map((address) => `${address.local}/${address.prefixlen}`);
  return {
    name: link.ifname,
    ifindex: link.ifindex,
    driver: driverOf(link),
    state: stateOf(link),
    framing: FRAMINGS[link.link_type ?? ''] ?? 'other',
    mtuBytes: link.mtu,
    addresses,
    ...(link.address === undefined ? {} : { mac: link.address }),
    ...(heldBy === undefined ? {} : { heldBy }),
  };
}

/** By iproute2's name of the hardware type. Tunnels and modems have no link header. */
const FRAMINGS: Readonly<Record<string, NetworkInterface['framing']>> = {
  ether: 'ethernet',
  loopback: 'ethernet',
  none: 'ip',
  ppp: 'ip',
  rawip: 'ip',
};

function driverOf(link: v.InferOutput<typeof linkSchema>): string {
  if (link.link_type === 'loopback') return 'loopback';
  if (link.linkinfo?.info_kind) return link.linkinfo.info_kind;
  try {
    return basename(readlinkSync(`/sys/class/net/${link.ifname}/device/driver`));
  } catch {
    return 'unknown';
  }
}

/** Loopback and some virtual links never say "up", only that they run. */
function stateOf(link: v.InferOutput<typeof linkSchema>): NetworkInterface['state'] {
  if (link.operstate === 'UP') return 'up';
  if (link.operstate === 'UNKNOWN') return link.flags.includes('UP') ? 'up' : 'unknown';
  return 'down';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cannotList(details: string): Result<never> {
  return fail(
    'kernel-refused',
    'The network interfaces cannot be listed.',
    'Install iproute2, which brings the command "ip", and start again.',
    details,
  );
}
