import type { Finding } from '../../../electron/contract/doctor.ts';
import { remedyParts } from '../../model/remedy-parts.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { useUnlock } from '../../stores/use-unlock.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { UnlockButton } from '../../ui/unlock-button.tsx';
import { FindingGlyph } from './finding-glyph.tsx';
import styles from './findings.module.css';

export function FindingLine({ finding }: { readonly finding: Finding }) {
  const { state, subject, sentence, remedy, details } = finding;
  return (
    <li className={classNames(styles.line, state === 'good' && styles.calm)}>
      <span className={classNames(styles.state, styles[state])}>
        <FindingGlyph state={state} />
        {state}
      </span>
      <span className={styles.subject}>{subject}</span>
      <span className={styles.text} title={details}>
        {sentence}
        {remedy && <Remedy text={remedy} />}
      </span>
      <FindingAction finding={finding} />
    </li>
  );
}

function Remedy({ text }: { readonly text: string }) {
  const { words, command } = remedyParts(text);
  return (
    <span className={styles.remedy}>
      {words}
      {command && <code className={classNames('mono', styles.command)}>{command}</code>}
    </span>
  );
}

/** Does what the remedy says, where the app can. */
function FindingAction({ finding: { action } }: { readonly finding: Finding }) {
  const { doctor } = useApplication();
  const { view, unlock } = useUnlock();
  const installed = useEngine((state) => state.privileges.installation === 'present');
  if (action === 'unlock') return <UnlockButton view={view} onUnlock={unlock} kind="line" />;
  if (action !== 'install' || installed) return null;
  return (
    <Button kind="line" onClick={() => void doctor.showPlan()}>
      See what it installs…
    </Button>
  );
}
