/**
 * The playground: a small lively network on the user's own machine, to try everything without
 * touching a real interface. A veth pair leads from the near end, an interface here, to the lab, a
 * process in a network namespace of its own that plays several hosts.
 *
 * Nothing of it outlives this process or the lab, however they end: see `lab/lab-process.ts`.
 */
import { err, ok, type Result } from '../../contract/result.ts';
import { missingPrivileges } from '../privileges/capabilities.ts';
import { FAR_INTERFACE, type LabPlan } from './lab/lab-plan.ts';
import { startLabProcess } from './lab/lab-process.ts';
import { configureNearEnd, createNearEnd, isCollision, planAddresses } from './lab/near-end.ts';
import { listenNear } from './lab/near-listener.ts';

export interface Playground {
  /** The near end: `portcullis0`. */
  readonly interface: string;
  readonly ifindex: number;
  /** The far end's name, in a namespace where nobody else can see it. */
  readonly interfacePeer: string;
  /** The addresses of both sides. */
  readonly plan: LabPlan;
  /** Calls `listener` once when the playground ends without having been stopped. */
  onEnd(listener: (why: string) => void): void;
  /** Resolves when the interface is gone. */
  stop(): Promise<void>;
}

/** As many as there may be playgrounds beside each other. */
const MAX_RETRIES = 8;

/**
 * Needs CAP_NET_ADMIN, which it hands to `ip` by inheritance: as root, or as an ambient capability
 * of the calling thread. That thread must live as long as the playground is to.
 */
export async function startPlayground(): Promise<Result<Playground>> {
  // First, so that nobody is told about namespaces who may not use them anyway.
  const missing = missingPrivileges();
  if (missing) return err(missing);
  let started = await build();
  // Another playground that starts at the same moment may win the addresses; then there are others.
  for (
    let retry = 0;
    retry < MAX_RETRIES && !started.ok && isCollision(started.error);
    retry += 1
  ) {
    started = await build();
  }
  return started;
}

async function build(): Promise<Result<Playground>> {
  // What is entered here is undone in reverse order, whichever step refuses.
  await using undo = new AsyncDisposableStack();

  const planned = await planAddresses();
  if (!planned.ok) return planned;
  const lab = await startLabProcess();
  if (!lab.ok) return lab;
  undo.use(lab.value);
  const near = await createNearEnd(lab.value.pid);
  if (!near.ok) return near;
  undo.use(near.value);
  const configured = await configureNearEnd(near.value, planned.value);
  if (!configured.ok) return configured;
  const listener = await listenNear(planned.value.near);
  if (!listener.ok) return listener;
  undo.use(listener.value);
  const plan: LabPlan = { ...planned.value, listenerPort: listener.value.port };
  const started = await lab.value.start(plan);
  if (!started.ok) return started;

  const running = undo.move();
  const ending = watchEnd(lab.value.ended, running);
  return ok({
    interface: near.value.name,
    ifindex: near.value.ifindex,
    interfacePeer: FAR_INTERFACE,
    plan,
    onEnd: ending.onEnd,
    stop: ending.stop,
  });
}

/** Cleans up when the lab ends by itself, and tells the listeners; or when asked to, and does not. */
function watchEnd(
  ended: Promise<string>,
  running: AsyncDisposableStack,
): Pick<Playground, 'onEnd' | 'stop'> {
  let wanted = false;
  let cleanup: Promise<void> | undefined;
  const cleanUp = () => {
    cleanup ??= running.disposeAsync();
    return cleanup;
  };
  const stop = () => {
    wanted = true;
    return cleanUp();
  };
  const unexpected = ended.then(async (why) => {
    if (wanted) return null;
    await cleanUp();
    return why;
  });
  return {
    stop,
    onEnd: (listener) => {
      void unexpected.then((why) => {
        if (why !== null) listener(why);
      });
    },
  };
}
