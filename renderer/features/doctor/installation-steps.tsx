import type { InstallationStep } from '../../../electron/contract/privileges.ts';
import { useDoctor, useEngine } from '../../stores/application-context.ts';
import styles from './installation-steps.module.css';

/** Everything that an installation puts on the machine, before it does. */
export function InstallationSteps() {
  const plan = useDoctor((state) => state.plan);
  const failure = useDoctor((state) => state.planFailure);
  const installed = useEngine((state) => state.privileges.installation === 'present');
  if (failure) {
    return (
      <p className={styles.failure} role="alert">
        {failure.message} {failure.remedy}
      </p>
    );
  }
  if (!plan) return <p className={styles.text}>Looking up what it installs…</p>;
  if (plan.steps.length === 0) {
    return <p className={styles.text}>This copy of Portcullis has no helper to install.</p>;
  }
  return (
    <>
      <p className={styles.text}>
        {installed
          ? 'This is all of it. Everything belongs to root.'
          : 'This is all of it, and nothing is installed yet. Everything will belong to root, so that no other program can change it.'}
      </p>
      <ul className={styles.list}>
        {plan.steps.map((step) => (
          <Step key={step.path} step={step} />
        ))}
      </ul>
    </>
  );
}

function Step({ step: { path, kind, mode, purpose, text } }: { readonly step: InstallationStep }) {
  return (
    <li className={styles.step}>
      <span className={styles.path}>
        <span className="mono strong">{path}</span>
        <span className="unseen">, {kind}, </span>
      </span>
      <span className={styles.mode}>
        <span className="mono">{mode}</span> root
      </span>
      <span className={styles.purpose}>{purpose}</span>
      {text !== undefined && (
        <details className={styles.details}>
          <summary>The whole text</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
          <pre className="mono" tabIndex={0}>
            {text}
          </pre>
        </details>
      )}
    </li>
  );
}
