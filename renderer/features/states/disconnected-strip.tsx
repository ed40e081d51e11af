import { Hourglass, RotateCw } from 'lucide-react';
import { useApplication, useEngine, useNow } from '../../stores/application-context.ts';
import { isHandedOver, isRecording } from '../../stores/engine-store.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** The link is broken: by accident, or because a process with the rights takes over. */
export function DisconnectedStrip() {
  const disconnected = useEngine((engine) => engine.connection.phase === 'disconnected');
  const handedOver = useEngine(isHandedOver);
  if (handedOver) return <UnlockingStrip />;
  return disconnected && <LostStrip />;
}

function UnlockingStrip() {
  return (
    <Strip kind="accent" icon={Hourglass} title="Unlocking…">
      Portcullis starts again with the rights to filter. Your own packets show in a moment.
    </Strip>
  );
}

function LostStrip() {
  const { connection } = useApplication();
  const state = useEngine((engine) => engine.connection);
  const known = useEngine((engine) => engine.engine !== undefined);
  const now = useNow();
  if (state.phase !== 'disconnected') return null;
  const seconds = Math.max(0, Math.ceil((state.retryAtMs - now) / 1000));
  return (
    <Strip
      kind="caution"
      icon={RotateCw}
      title={known ? 'Lost the engine' : 'Cannot reach the engine'}
      counts
      actions={
        <Button kind="primary" onClick={() => connection.start()}>
          Try now
        </Button>
      }
    >
      Trying again in {seconds} s. <WhatHolds />
    </Strip>
  );
}

/** What still holds while there is no link. */
function WhatHolds() {
  const known = useEngine((engine) => engine.engine !== undefined);
  const recording = useEngine(isRecording);
  const enforcing = useEngine((engine) => engine.enforcing);
  const revision = useEngine((engine) => engine.rules.revision);
  if (!known) return 'If Portcullis was started anew, open the address that it printed.';
  if (recording) return 'Nothing was filtered, so nothing changes for your network.';
  if (!enforcing) return 'Panic is on, so everything passes.';
  return `If it still runs, the kernel goes on filtering with rules rev ${revision}.`;
}
