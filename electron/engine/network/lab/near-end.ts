/** The near end of the veth pair: the interface of this machine that faces the lab. */
import { writeFile } from 'node:fs/promises';
import type { Failure } from '../../../contract/failure.ts';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { runIp, runIpBatch } from '../ip-command.ts';
import { FAR_INTERFACE, FAR_MAC, type LabPlan, NEAR_MAC, planLab } from './lab-plan.ts';
import { routedPrefixes } from './prefix.ts';

const NAME_STEM = 'portcullis';
/** More leftovers or other users' playgrounds than this mean that something is wrong. */
const MAX_NUMBER = 63;

export interface NearEnd extends AsyncDisposable {
  readonly name: string;
  readonly ifindex: number;
}

/** Chooses addresses that this machine's routing tables do not know yet. */
export async function planAddresses(): Promise<Result<LabPlan>> {
  const routes = await runIp(['-json', 'route', 'show', 'table', 'all']);
  if (!routes.ok) return routes;
  const occupied = routedPrefixes(routes.value);
  const plan = planLab(occupied);
  if (plan) return ok(plan);
  return fail(
    'playground-refused',
    'This machine has routes to every address range that the playground could use without doing harm.',
    'Remove the routes to 192.0.2.0/24, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24 or 2001:db8::/32, which no real network uses.',
    occupied.join('\n'),
  );
}

/**
 * Makes the pair, its far end already in the network namespace of process `labPid`: with that
 * namespace the pair goes away, whatever becomes of us. The near end is still down and unnamed in
 * any route.
 */
export async function createNearEnd(labPid: number): Promise<Result<NearEnd>> {
  for (let number = 0; number <= MAX_NUMBER; number += 1) {
    const name = `${NAME_STEM}${number}`;
    // One queue at each end: frames arrive in the order in which they were sent.
    const added = await runIpBatch([
      `link add ${name} numtxqueues 1 numrxqueues 1 address ${NEAR_MAC} type veth peer name ${FAR_INTERFACE} numtxqueues 1 numrxqueues 1 address ${FAR_MAC} netns ${labPid}`,
    ]);
    if (added.ok) return nearEnd(name);
    if (added.error.details?.includes('File exists')) continue;
    return added.error.details?.match(/Operation not supported|Unknown device type/)
      ? fail(
          'playground-refused',
          'This kernel has no virtual Ethernet pairs, which the playground is made of.',
          'Load the kernel module with "modprobe veth", or install the package that has it.',
          added.error.details,
        )
      : added;
  }
  return fail(
    'playground-refused',
    `All names from ${NAME_STEM}0 to ${NAME_STEM}${MAX_NUMBER} are taken by other interfaces.`,
    `Remove those that are left over with "ip link delete ${NAME_STEM}0" and so on.`,
  );
}

async function nearEnd(name: string): Promise<Result<NearEnd>> {
  const shown = await runIp(['-json', 'link', 'show', 'dev', name]);
  if (!shown.ok) return shown;
  const [link] = JSON.parse(shown.value) as readonly { readonly ifindex: number }[];
  if (!link) throw new Error(`ip shows no link ${name}`);
  const { ifindex } = link;
  return ok({
    name,
    ifindex,
    [Symbol.asyncDispose]: async () => {
      // By index, which is never reused soon: the name may be another playground's by now.
      await runIpBatch([`link delete dev if${ifindex}`]);
    },
  });
}

/** Whether the ranges of a plan were taken by somebody else after it was made. */
export function isCollision(error: Failure): boolean {
  return error.details?.includes('File exists') ?? false;
}

/** Brings the near end up with its addresses and routes. Goes on without IPv6 where there is none. */
export async function configureNearEnd(near: NearEnd, plan: LabPlan): Promise<Result<null>> {
  // Machines that switch IPv6 off do so to keep it off real networks. Nothing configures itself here.
  await setIpv6Option(near.name, 'disable_ipv6', '0');
  await setIpv6Option(near.name, 'accept_ra', '0');
  const device = `dev if${near.ifindex}`;
  const configured = await runIpBatch([
    `link set ${device} up`,
    // The routes first: of two playgrounds that chose the same ranges at once, one is refused here.
    ...plan.routes.map((prefix) => `route add ${prefix} ${device}`),
    `address add ${plan.near}/${plan.linkPrefixLength} ${device}`,
  ]);
  if (!configured.ok) return configured;
  await runIpBatch([
    `address add ${plan.near6}/${plan.link6PrefixLength} ${device} nodad`,
    ...plan.routes6.map((prefix) => `route add ${prefix} ${device}`),
  ]);
  return provesReachable(near, [plan.hosts.neighbor, plan.hosts.visitor, plan.hosts.scanner]);
}

/** Policy routing, as VPNs set it up, may lead the answers elsewhere whatever the routes say. */
async function provesReachable(near: NearEnd, addresses: readonly string[]): Promise<Result<null>> {
  for (const address of addresses) {
    const route = await runIp(['-json', 'route', 'get', address]);
    if (!route.ok) return route;
    const [hop] = JSON.parse(route.value) as readonly { readonly dev?: string }[];
    if (hop?.dev !== near.name) {
      return fail(
        'playground-refused',
        `This machine sends what is meant for ${address} to ${hop?.dev ?? 'nowhere'}, not to the playground.`,
        'Disconnect the VPN, or change the routing rule that "ip rule" shows, and start the playground again.',
        route.value,
      );
    }
  }
  return ok(null);
}

/** Best effort: absent where the kernel has no IPv6. CAP_NET_ADMIN is enough to write it. */
async function setIpv6Option(name: string, option: string, value: string): Promise<void> {
  try {
    await writeFile(`/proc/sys/net/ipv6/conf/${name}/${option}`, value);
  } catch {
    // The playground then speaks IPv4 only.
  }
}
