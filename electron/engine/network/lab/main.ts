/**
 * The process on the other side of the playground: a handful of hosts in one network namespace,
 * behind one interface. Started by `startLabProcess`, which says how it gets there and when it ends.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CLONE_NEWNET, unshare } from '../../ffi/libc-socket.ts';
import { runIpBatch } from '../ip-command.ts';
import { startClients, startServers } from './conversations.ts';
import { FAR_INTERFACE, type LabPlan } from './lab-plan.ts';
import { type LabReport, LEAVE_NETWORK } from './lab-process.ts';
import { finishChecksums, PacketSocket } from './packet-socket.ts';
import { labTraffic } from './traffic.ts';

// A terminal's Ctrl-C reaches the whole process group; whether it ends the playground is the engine's decision.
process.on('SIGINT', () => {});
process.on('uncaughtException', (error) => giveUp(error.message));

// Our standard input ends with the engine.
const orders = createInterface({ input: process.stdin });
orders.on('close', () => process.exit(0));

await main();

async function main(): Promise<void> {
  // Of this thread only, which is the one that makes the sockets and starts `ip`.
  if (process.argv.includes(LEAVE_NETWORK) && unshare(CLONE_NEWNET) !== 0) {
    giveUp('unshare was refused');
  }
  // Also the proof that this process may configure its namespace: some ways in do not give that.
  await configure(['link set lo up']);
  report({ state: 'waiting' });
  const plan = await receivePlan();
  await configureFarEnd(plan);
  await startServers();
  startClients(plan);
  startTraffic(plan);
  report({ state: 'ready' });
}

async function receivePlan(): Promise<LabPlan> {
  const [line] = (await once(orders, 'line')) as [string];
  return JSON.parse(line) as LabPlan;
}

async function configureFarEnd(plan: LabPlan): Promise<void> {
  const { hosts } = plan;
  const onLink = [hosts.neighbor, hosts.client, hosts.printer];
  const fromAfar = [hosts.resolver, hosts.visitor, hosts.caller, hosts.scanner];
  await configure([
    `link set ${FAR_INTERFACE} up`,
    ...onLink.map((host) => `address add ${host}/${plan.linkPrefixLength} dev ${FAR_INTERFACE}`),
    ...fromAfar.map((host) => `address add ${host}/32 dev ${FAR_INTERFACE}`),
  ]);
  // Refused where the kernel has no IPv6; the near end has none then either.
  await runIpBatch([
    `address add ${hosts.neighbor6}/${plan.link6PrefixLength} dev ${FAR_INTERFACE} nodad`,
    `address add ${hosts.stranger6}/128 dev ${FAR_INTERFACE} nodad`,
  ]);
  finishChecksums(FAR_INTERFACE);
}

/** Timers never catch up: after a pause of the machine the rate is the same as before. */
function startTraffic(plan: LabPlan): void {
  const socket = new PacketSocket(FAR_INTERFACE, { receives: false });
  for (const { firstMs, everyMs, frame } of labTraffic(plan)) {
    let turn = 0;
    const send = () => {
      const error = socket.send(frame(turn));
      turn += 1;
      if (error) giveUp(`the interface to the playground is gone (${error})`);
    };
    setTimeout(() => {
      send();
      setInterval(send, everyMs);
    }, firstMs);
  }
}

async function configure(lines: readonly string[]): Promise<void> {
  const configured = await runIpBatch(lines);
  if (!configured.ok) giveUp(configured.error.details ?? configured.error.message);
}

function report(message: LabReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function giveUp(why: string): never {
  report({ state: 'failed', why });
  process.stderr.write(`${why}\n`);
  return process.exit(1);
}
