import { Funnel, ListChecks, Pause as PauseIcon, RotateCw, Unplug } from 'lucide-react';
import { clockText, countText, quantityText, timeOfDayText } from '../../model/number-text.ts';
import {
  useActions,
  useApplication,
  useEngine,
  useNow,
  usePackets,
} from '../../stores/application-context.ts';
import { PLAYGROUND_KEY } from '../../stores/host-actions.ts';
import type { Pause } from '../../stores/packets-store.ts';
import { ALL_RULES_KEY } from '../../stores/rule-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';
import { FailureStrip } from './failure-strip.tsx';

interface StateStripsProps {
  /** Whether the live view is in sight, of which some strips speak. */
  readonly live: boolean;
  readonly onPickInterface: () => void;
}

/** What the window should say above the rows, most pressing first. */
export function StateStrips({ live, onPickInterface }: StateStripsProps) {
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
      <AppliedStrip />
      {live && <UnwatchedStrip onPickInterface={onPickInterface} />}
      {live && <SamplingStrip />}
      {live && <PausedStrip />}
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
      title={known ? 'Lost the engine' : 'Cannot reach the engine'}
      counts
      actions={
        <Button kind="primary" onClick={() => connection.start()}>
          Try now
        </Button>
      }
    >
      Trying again in {seconds} s.{' '}
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

/** Rules made for one network, in the playground say, reach the next one the moment it is watched. */
function AppliedStrip() {
  const { rules, host } = useApplication();
  const names = useFreshNames();
  const count = useEngine((state) => state.rules.rules.filter(({ enabled }) => enabled).length);
  const pending = useActions((state) => state.pending.has(ALL_RULES_KEY));
  if (names.length === 0 || count === 0) return null;
  const apply = count === 1 ? 'applies' : 'apply';
  return (
    <Strip
      kind="accent"
      icon={ListChecks}
      title={`${quantityText(count, 'rule')} ${apply} on ${names.join(', ')} now`}
      actions={
        <>
          <Button kind="line" aria-busy={pending} onClick={() => void rules.switchAllOff()}>
            Switch all off
          </Button>
          <Button kind="primary" onClick={() => host.acceptRules()}>
            Keep
          </Button>
        </>
      }
    >
      They were made earlier. The Blocked panel lists them.
    </Strip>
  );
}

/** Real interfaces that came to be watched a moment ago. */
function useFreshNames(): readonly string[] {
  const fresh = useEngine((state) => state.fresh);
  const interfaces = useEngine((state) => state.interfaces);
  return fresh.filter((name) =>
    interfaces.some((link) => link.name === name && link.playground !== true),
  );
}

/** Rows are left from an interface that was let go. */
function UnwatchedStrip({ onPickInterface }: Pick<StateStripsProps, 'onPickInterface'>) {
  const { history, host } = useApplication();
  const unwatched = useEngine(({ engine, attachments }) => engine && attachments.length === 0);
  const empty = usePackets((state) => state.version >= 0 && history.end === 0);
  const pending = useActions((state) => state.pending.has(PLAYGROUND_KEY));
  if (!unwatched || empty) return null;
  return (
    <Strip
      kind="accent"
      icon={Unplug}
      title="No interface is watched"
      actions={
        <>
          <Button kind="line" aria-busy={pending} onClick={() => void host.startPlayground()}>
            Start the playground
          </Button>
          <Button kind="primary" onClick={onPickInterface}>
            Pick an interface
          </Button>
        </>
      }
    >
      The rows below are old; nothing is filtered now.
    </Strip>
  );
}

function SamplingStrip() {
  const { traffic } = useApplication();
  const sampling = useEngine((state) => state.sampling);
  if (!sampling) return null;
  const { passed, dropped } = traffic.now();
  return (
    <Strip kind="caution" icon={Funnel} title="Not every packet is shown" counts>
      1 in {countText(sampling.oneIn)} of {countText(Math.round(passed + dropped))} packets/s.
      Counters stay exact.
    </Strip>
  );
}

function PausedStrip() {
  const paused = usePackets((state) => state.paused);
  return paused && <Paused paused={paused} />;
}

function Paused({ paused }: { readonly paused: Pause }) {
  const { packets, history } = useApplication();
  // With the foot of the table, which counts the same rows.
  usePackets((state) => state.version);
  const now = useNow();
  const ago = clockText((now - paused.sinceMs) / 1000);
  return (
    <Strip
      kind="accent"
      icon={PauseIcon}
      iconFilled
      title={`Paused at ${timeOfDayText(paused.sinceMs)}`}
      counts
      actions={
        <Button kind="primary" onClick={() => packets.follow()}>
          Resume <kbd>Space</kbd>
        </Button>
      }
    >
      {ago} ago. {quantityText(history.newer, 'newer packet')}, {countText(history.newerDropped)} of
      them dropped. Blocking goes on.
    </Strip>
  );
}
