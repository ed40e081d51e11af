import type { Rule } from '../../../electron/contract/rule.ts';
import { countText } from '../../model/number-text.ts';
import { useActions, useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './other-rules.module.css';

const MAX_SHOWN = 12;

interface OtherRulesProps {
  /** In their order. */
  readonly rules: readonly Rule[];
  readonly onOpenRules: () => void;
}

/** Rules that are no simple block: to be seen here, and changed where there is room for them. */
export function OtherRules({ rules, onOpenRules }: OtherRulesProps) {
  const more = rules.length - MAX_SHOWN;
  return (
    <section aria-label="Other rules">
      <div className={styles.heading}>
        <h3>Other rules</h3>
        <Button kind="link" onClick={onOpenRules}>
          Rules
        </Button>
      </div>
      <ul>
        {rules.slice(0, MAX_SHOWN).map((rule) => (
          <OtherRule key={rule.id} rule={rule} />
        ))}
      </ul>
      {more > 0 && <MoreRules count={more} onOpenRules={onOpenRules} />}
    </section>
  );
}

interface MoreRulesProps {
  readonly count: number;
  readonly onOpenRules: () => void;
}

/** In the place of rules that are too many for the panel. */
export function MoreRules({ count, onOpenRules }: MoreRulesProps) {
  return (
    <p className={styles.more}>
      <Button kind="link" onClick={onOpenRules}>
        {countText(count)} more in Rules
      </Button>
    </p>
  );
}

function OtherRule({ rule: { id, enabled, text, name } }: { readonly rule: Rule }) {
  const hits = useEngine((state) => state.counters?.byRule[id]?.packets ?? 0);
  const highlighted = useActions((state) => state.highlighted === id);
  return (
    <li
      className={classNames(styles.rule, !enabled && styles.off, highlighted && styles.highlighted)}
      data-rule={id}
    >
      <span className="mono cut" title={name ? `${text}: ${name}` : text}>
        {text}
      </span>
      <span className="mono num">{enabled ? countText(hits) : 'off'}</span>
    </li>
  );
}
