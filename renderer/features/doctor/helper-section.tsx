import { useEffect, useRef } from 'react';
import {
  useActions,
  useApplication,
  useDoctor,
  useEngine,
} from '../../stores/application-context.ts';
import { INSTALLATION_KEY } from '../../stores/privilege-actions.ts';
import { Button } from '../../ui/button.tsx';
import styles from './helper-section.module.css';
import { InstallationSteps } from './installation-steps.tsx';

/** The installed helper: what it is for, and the ways to install, update and remove it. */
export function HelperSection() {
  const installation = useEngine((state) => state.privileges.installation);
  // Of use to polkit alone, so it is offered where polkit asks.
  const offered = useEngine(
    ({ privileges }) => privileges.installation !== 'absent' || privileges.unlockBy === 'pkexec',
  );
  const planShown = useDoctor((state) => state.planShown);
  const heading = usePointedOut(planShown, installation);

  if (!offered && !planShown) return null;
  return (
    <section className={styles.section} aria-labelledby="helper">
      <h2 id="helper" ref={heading} tabIndex={-1}>
        The helper
      </h2>
      <p className={styles.text}>{TEXTS[installation]}</p>
      {planShown && <InstallationSteps />}
      <Buttons planShown={planShown} installation={installation} />
    </section>
  );
}

const TEXTS = {
  absent:
    'A small helper that belongs to root lets the desktop ask for your password in Portcullis’s own ' +
    'words, with its name and icon, and checks that nobody but you and root could have changed what ' +
    'is started. Newer systems may remember your answer for a few minutes.',
  present:
    'The helper is installed: the desktop asks for your password in Portcullis’s own words, and it ' +
    'is checked that nobody but you and root could have changed what is started.',
  outdated:
    'The helper that is installed belongs to another version of Portcullis. Update it, so that both ' +
    'understand each other.',
} as const;

/** A heading that comes into sight, and takes the focus, whenever there is something new below it. */
function usePointedOut(planShown: boolean, installation: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(installation);
  const known = useDoctor(
    ({ diagnosis, plan }) => `${diagnosis !== undefined} ${plan !== undefined}`,
  );

  // What is above may appear only after it was asked for, and push it away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again for each of them
  useEffect(() => {
    if (!planShown) return;
    heading.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  }, [planShown, known]);

  // The button that was pressed is gone.
  useEffect(() => {
    if (installation !== before.current) heading.current?.focus();
    before.current = installation;
  }, [installation]);
  return heading;
}

interface ButtonsProps {
  readonly planShown: boolean;
  readonly installation: keyof typeof TEXTS;
}

function Buttons({ planShown, installation }: ButtonsProps) {
  const { doctor, privileges } = useApplication();
  const pending = useActions((state) => state.pending.has(INSTALLATION_KEY));
  const ready = useDoctor((state) => state.plan !== undefined && state.plan.steps.length > 0);
  const installed = installation === 'present';
  return (
    <div className={styles.bar}>
      {planShown && ready && !installed && (
        // Not disabled while it waits: it would lose the focus.
        <Button
          kind="primary"
          aria-busy={pending}
          aria-disabled={pending}
          onClick={() => void privileges.install()}
        >
          {pending ? WAITING : installation === 'outdated' ? 'Update' : 'Install'}
        </Button>
      )}
      {!planShown && (
        <Button kind="line" onClick={() => void doctor.showPlan()}>
          {SHOW_LABELS[installation]}
        </Button>
      )}
      {planShown && !pending && (
        <Button onClick={() => doctor.hidePlan()}>{installed ? 'Hide' : 'Not now'}</Button>
      )}
      {installation !== 'absent' && (
        <Button
          kind="line"
          aria-busy={pending}
          aria-disabled={pending}
          onClick={() => void privileges.uninstall()}
        >
          {pending && !(planShown && !installed) ? WAITING : 'Remove'}
        </Button>
      )}
    </div>
  );
}

const WAITING = 'Waiting for your password…';

const SHOW_LABELS = {
  absent: 'See what it installs…',
  present: 'See what is installed',
  outdated: 'Update…',
} as const;
