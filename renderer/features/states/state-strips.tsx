import { Funnel, Pause as PauseIcon, RotateCw, Unplug } from 'lucide-react';
import { clockText, countText, quantityText, timeOfDayText } from '../../model/number-text.ts';
import {
  useActions,
  useApplication,
  useEngine,
  useNow,
  usePackets,
} from '../../stores/application-context.ts';
import type { Pause } from '../../stores/packets-store.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';
import { FailureStrip } from './failure-strip.tsx';

/** What the window should say above the rows, most pressing first. */
export function StateStrips() {
  const { host } = useApplication();
  const unable = useEngine((state) => state.engine?.unable);
  const notices = useEngine((state) => state.notices);
  return (
    <>
      <DisconnectedStrip />
      {unable && <FailureStrip title="The filter cannot run" failure={unable} />}
      <FailedActionStrip />
      <GoneStrips />
      {notices.map((notice) => (
        <FailureStrip
          key={notice.id}
          title={notice.message}
          failure={notice}
          onDismiss={() => void host.dismissNotice(notice.id)}
        />
      ))}
      <UnwatchedStrip />
      <SamplingStrip />
      <PausedStrip />
    </>
  );
}

function DisconnectedStrip() {
  const { connection } = useApplication();
  const state = useEngine((engine) => engine.connection);
  const revision = useEngine((engine) => engine.rules.revision);
  const known = useEngine((engine) => engine.engine !== undefined);
  const now = useNow();
  if (state.phase !== 'disconnected') return null;
  const seconds = Math.max(0, Math.ceil((state.retryAtMs - now) / 1000));
  return (
    <Strip
      kind="caution"
      icon={RotateCw}
      title={`${known ? 'Lost the engine' : 'Cannot reach the engine'}, trying again in ${seconds} s`}
      actions={
        <Button kind="primary" onClick={() => connection.start()}>
          Try now
        </Button>
      }
      announcement={known ? 'Lost the engine' : 'Cannot reach the engine'}
    >
      {known
        ? `If it still runs, the kernel goes on filtering with rules rev ${revision}.`
        : 'If Portcullis was started anew, open the address that it printed.'}
    </Strip>
  );
}

function FailedActionStrip() {
  const { host } = useApplication();
  const failed = useActions((state) => state.failed);
  return (
    failed && (
      <FailureStrip
        title={failed.title}
        failure={failed.failure}
        onDismiss={() => host.dismissFailure()}
      />
    )
  );
}

function GoneStrips() {
  const { host } = useApplication();
  const attachments = useEngine((state) => state.attachments);
  return attachments
    .filter(({ state }) => state === 'gone')
    .map(({ interface: name }) => (
      <Strip
        key={name}
        kind="caution"
        icon={Unplug}
        title={`${name} went away`}
        announcement={`${name} went away`}
        actions={
          <Button kind="line" onClick={() => void host.detach(name)}>
            Forget it
          </Button>
        }
      >
        Its rules are kept for when it comes back.
      </Strip>
    ));
}

/** Rows are left from an interface that was let go. */
function UnwatchedStrip() {
  const { history } = useApplication();
  const unwatched = useEngine(({ engine, attachments }) => engine && attachments.length === 0);
  const empty = usePackets((state) => state.version >= 0 && history.end === 0);
  if (!unwatched || empty) return null;
  return (
    <Strip
      kind="accent"
      icon={Unplug}
      title="No interface is watched"
      announcement="No interface is watched"
    >
      These are the last packets that were. Choose an interface with + to go on.
    </Strip>
  );
}

function SamplingStrip() {
  const { traffic } = useApplication();
  const sampling = useEngine((state) => state.sampling);
  if (!sampling) return null;
  const { passed, dropped } = traffic.now();
  return (
    <Strip
      kind="caution"
      icon={Funnel}
      title={`Showing 1 in ${countText(sampling.oneIn)}`}
      announcement="Not every packet is shown"
    >
      {countText(Math.round(passed + dropped))} packets/s. Counters stay exact.
    </Strip>
  );
}

function PausedStrip() {
  const paused = usePackets((state) => state.paused);
  return paused && <Paused paused={paused} />;
}

function Paused({ paused }: { readonly paused: Pause }) {
  const { packets, history } = useApplication();
  const dropped = useEngine((state) => state.counters?.total.drop.packets ?? 0);
  const now = useNow();
  const ago = clockText((now - paused.sinceMs) / 1000);
  const since = quantityText(history.newer, 'packet');
  const drops = countText(Math.max(0, dropped - paused.droppedBefore));
  return (
    <Strip
      kind="accent"
      icon={PauseIcon}
      iconFilled
      title={`Paused ${ago} ago, at ${timeOfDayText(paused.sinceMs)}`}
      announcement="Paused"
      actions={
        <Button kind="primary" onClick={() => packets.follow()}>
          Resume <kbd>Space</kbd>
        </Button>
      }
    >
      {since} since, {drops} dropped. Blocking goes on.
    </Strip>
  );
}
