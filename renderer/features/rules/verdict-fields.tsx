import { RATE_UNITS } from '../../../electron/contract/language/statement.ts';
import type { Draft } from '../../model/rules/draft.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { VerdictGlyph } from '../../ui/verdict-glyph.tsx';
import { FormText } from './form-text.tsx';
import styles from './rule-fields.module.css';

const VERDICTS = [
  { value: 'pass', label: 'Pass', icon: <VerdictGlyph kind="pass" /> },
  { value: 'drop', label: 'Drop', icon: <VerdictGlyph kind="drop" /> },
  { value: 'count', label: 'Count only', icon: <VerdictGlyph kind="count" /> },
  { value: 'limit', label: 'Limit', icon: <VerdictGlyph kind="limit" /> },
] as const;

const UNITS = RATE_UNITS.map((value) => ({ value, label: `/${value}` }));

/** What becomes of what the rule matches; of a limit, how much. */
export function VerdictFields({ draft }: { readonly draft: Draft }) {
  const { editor } = useRulesModel();
  const { verdict } = draft.line;
  return (
    <>
      <span>Verdict</span>
      <span className={styles.verdict}>
        <Segments
          label="Verdict"
          options={VERDICTS}
          value={verdict.kind}
          onChange={(value) => editor.edit({ field: 'verdict', value })}
        />
      </span>
      {verdict.kind === 'limit' && (
        <>
          <span>Up to</span>
          <span className={classNames(styles.pair, styles.limit)}>
            <FormText draft={draft} field="rate" label="Packets" className={styles.small} />
            <Select
              label="Per"
              options={UNITS}
              value={verdict.unit}
              onChange={(value) => editor.edit({ field: 'unit', value })}
              className={styles.unit}
            />
            <span className="dim">burst</span>
            <FormText
              draft={draft}
              field="burst"
              label="Burst, in packets"
              className={styles.small}
            />
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={verdict.perSource}
                onChange={(event) =>
                  editor.edit({ field: 'perSource', value: event.target.checked })
                }
              />
              each source
            </label>
          </span>
        </>
      )}
    </>
  );
}
