import type { EventMap, EventName, MethodAnswer, MethodInput, MethodName } from './api.ts';
import { BatchReader } from './batch-reader.ts';
import type { PacketBatch } from './packet-batch.ts';
import { err, fail, ok, type Result } from './result.ts';
import type { Frame, Transport } from './transport.ts';
import type { Event, Reply } from './wire.ts';

/** An engine as seen from the other side of a transport. */
export interface Client {
  /** Never rejects: what goes wrong is in the result, a lost connection too. */
  call<M extends MethodName>(
    method: M,
    ...args: CallArguments<M>
  ): Promise<Result<MethodAnswer<M>>>;
  on<E extends EventName>(event: E, listener: (value: EventMap[E]) => void): void;
  /** The batch is valid during the call only. */
  onPackets(listener: (batch: PacketBatch) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

type CallArguments<M extends MethodName> =
  object extends MethodInput<M>
    ? [args?: MethodInput<M>]
    : undefined extends MethodInput<M>
      ? [args?: MethodInput<M>]
      : [args: MethodInput<M>];

export function connect(transport: Transport): Client {
  const pending = new Map<number, (reply: Result<never>) => void>();
  const listeners = new Map<string, ((value: never) => void)[]>();
  const packetListeners: ((batch: PacketBatch) => void)[] = [];
  const reader = new BatchReader();
  let lastId = 0;
  let closed = false;

  transport.onFrame(receive);
  transport.onClose(() => {
    closed = true;
    for (const settle of pending.values()) settle(disconnected());
    pending.clear();
  });

  function receive(frame: Frame): void {
    if (typeof frame !== 'string') {
      const batch = reader.read(frame);
      // The engine is trusted to be whole, but a cut frame must not be drawn as packets.
      if (!batch) throw new Error('received a malformed packet batch');
      for (const listener of packetListeners) listener(batch);
      return;
    }
    const message = JSON.parse(frame) as Reply | Event;
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.value as never);
      return;
    }
    const settle = pending.get(message.id);
    pending.delete(message.id);
    settle?.(message as unknown as Result<never>);
  }

  return {
    call: (method, ...args) =>
      new Promise((resolve) => {
        if (closed) {
          resolve(disconnected());
          return;
        }
        lastId += 1;
        pending.set(lastId, (reply) => resolve(reply.ok ? ok(reply.value) : err(reply.error)));
        transport.send(JSON.stringify({ id: lastId, method, args: args[0] }));
      }),
    on: (event, listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as (value: never) => void]);
    },
    onPackets: (listener) => {
      packetListeners.push(listener);
    },
    onClose: (listener) => transport.onClose(listener),
    close: () => transport.close(),
  };
}

function disconnected(): Result<never> {
  return fail(
    'disconnected',
    'The connection to the engine is lost.',
    'Wait for it to come back, then try again.',
  );
}
