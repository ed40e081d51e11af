import { ListChecks, Unplug } from 'lucide-react';
import { capitalised } from '../../model/capitalised.ts';
import { rulesInForce } from '../../model/rules-in-force.ts';
import {
  useActions,
  useApplication,
  useEngine,
  usePackets,
} from '../../stores/application-context.ts';
import { isHandedOver, isRecording } from '../../stores/engine-store.ts';
import { PLAYGROUND_KEY } from '../../stores/host-actions.ts';
import { ALL_RULES_KEY } from '../../stores/rule-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';
import { DisconnectedStrip } from './disconnected-strip.tsx';
import { FailureStrip } from './failure-strip.tsx';
import { PausedStrip, SamplingStrip } from './list-strips.tsx';
import { LockedStrip } from './locked-strip.tsx';
import { PanicStrip } from './panic-strip.tsx';
import { TrialStrip } from './trial-strip.tsx';

interface StateStripsProps {
  /** Whether the live view is in sight, of which some strips speak. */
  readonly live: boolean;
  readonly onPickInterface: () => void;
  /** Absent where the doctor is in sight. */
  readonly onOpenDoctor: (() => void) | undefined;
  /** Shows the helper, and how it is set up. */
  readonly onAskLess: () => void;
}

/** What the window should say above the rows, most pressing first. */
export function StateStrips(props: StateStripsProps) {
  const { live, onPickInterface, onOpenDoctor, onAskLess } = props;
  const { host } = useApplication();
  const notices = useEngine((state) => state.notices);
  // One question about what is to be kept at a time.
  const onTrial = useEngine((state) => state.rules.trial !== undefined);
  return (
    <>
      <TrialStrip />
      <DisconnectedStrip />
      <UnableStrip onOpenDoctor={onOpenDoctor} onAskLess={onAskLess} />
      <PanicStrip />
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
      {live && !onTrial && <AppliedStrip />}
      {live && <UnwatchedStrip onPickInterface={onPickInterface} />}
      {live && <SamplingStrip />}
      {live && <PausedStrip />}
    </>
  );
}

/** There is no filter: for want of rights, which can be given, or for another reason. */
function UnableStrip(props: Pick<StateStripsProps, 'onOpenDoctor' | 'onAskLess'>) {
  const unable = useEngine((state) => state.engine?.unable);
  // While a process with the rights takes over, one strip says it.
  const handedOver = useEngine(isHandedOver);
  if (!unable || handedOver) return null;
  if (unable.code === 'missing-privileges') return <LockedStrip {...props} />;
  return (
    <FailureStrip
      title="The filter cannot run"
      failure={unable}
      actions={
        props.onOpenDoctor && (
          <Button kind="line" onClick={props.onOpenDoctor}>
            Doctor
          </Button>
        )
      }
    />
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
  const inForce = useEngine(({ rules: book, attachments }) => {
    const watched = attachments.filter(({ interface: name }) => names.includes(name));
    const since = Math.max(...watched.map(({ attachedAt }) => attachedAt));
    // Rules made since then are no news to whoever made them.
    const earlier = book.rules.filter(({ createdAt }) => createdAt < since);
    return rulesInForce({ rules: earlier, defaults: book.defaults });
  });
  const some = useEngine((state) => state.rules.rules.some(({ enabled }) => enabled));
  const pending = useActions((state) => state.pending.has(ALL_RULES_KEY));
  const enforcing = useEngine((state) => state.enforcing);
  // While everything passes they do not.
  if (names.length === 0 || !inForce || !enforcing) return null;
  return (
    <Strip
      kind="accent"
      icon={ListChecks}
      title={`${capitalised(inForce)} now in force on ${names.join(', ')}`}
      actions={
        <>
          {some && (
            <Button kind="line" aria-busy={pending} onClick={() => void rules.switchAllOff()}>
              Switch all off
            </Button>
          )}
          <Button kind="primary" onClick={() => host.acceptRules()}>
            Keep
          </Button>
        </>
      }
    >
      They were made earlier. The Rules view lists them.
    </Strip>
  );
}

const NONE: readonly string[] = [];

/** Real interfaces that came to be watched a moment ago. */
function useFreshNames(): readonly string[] {
  const fresh = useEngine((state) => (isRecording(state) ? NONE : state.fresh));
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
