import { Fragment } from 'react';
import type { Finding } from '../../../electron/contract/doctor.ts';
import { findingCounts, findingGroups, findingsVerdict } from '../../model/doctor-groups.ts';
import { classNames } from '../../ui/class-names.ts';
import { FindingGlyph } from './finding-glyph.tsx';
import { FindingLine } from './finding-line.tsx';
import styles from './findings.module.css';

/** What was found, worst first within each group, and what it comes to. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <p className={styles.none} role="status">
        Nothing could be looked at on this machine.
      </p>
    );
  }
  return (
    <>
      <p className={styles.summary} role="status">
        {findingCounts(findings).map(({ state, text }, index) => (
          <Fragment key={state}>
            {index > 0 && <span className="unseen">, </span>}
            <span className={classNames(styles.count, styles[state])}>
              <FindingGlyph state={state} />
              {text}
            </span>
          </Fragment>
        ))}
        <span className="unseen">. </span>
        <span className={styles.verdict}>{findingsVerdict(findings)}</span>
      </p>
      {findingGroups(findings).map(({ key, title, isInterface, findings: found }) => (
        <section key={key} aria-label={title}>
          <h2 className={styles.heading}>
            {isInterface ? <span className="mono">{title}</span> : title}
          </h2>
          <ul className={styles.list}>
            {found.map((finding) => (
              <FindingLine key={`${finding.check} ${finding.sentence}`} finding={finding} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
