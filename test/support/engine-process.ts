/** An engine in a process of its own, which speaks the contract over the channel to its parent. */
import { serve } from '../../electron/contract/serve.ts';
import type { Frame, Transport } from '../../electron/contract/transport.ts';
import { startEngine } from '../../electron/engine/engine.ts';
import type { EngineOptions } from '../../electron/engine/engine-options.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
const started = await startEngine(options);
process.send?.(started.ok ? { started: true } : { error: started.error });
if (started.ok) {
  const engine = started.value;
  serve(engine.openSession(), channel(), (method, error) => console.error(method, error));
  process.once('disconnect', () => void engine.stop().then(() => process.exit(0)));
} else {
  process.disconnect();
}

function channel(): Transport {
  return {
    send: (frame, onSent) => {
      // The parent may just have gone, of which `disconnect` tells.
      if (process.connected) process.send?.({ frame }, undefined, undefined, () => {});
      // Serialised during the call.
      onSent?.();
    },
    onFrame: (listener) =>
      void process.on('message', (message: { frame: Frame }) => listener(message.frame)),
    onClose: (listener) => void process.once('disconnect', listener),
    close: () => process.disconnect(),
    bytesPending: () => 0,
  };
}
