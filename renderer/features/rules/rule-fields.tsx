import type { RuleLine } from '../../../electron/contract/language/statement.ts';
import type { Draft } from '../../model/rules/draft.ts';
import { lifetimeChoices } from '../../model/rules/lifetime-choices.ts';
import { formOf } from '../../model/rules/rule-form.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { AddressFields } from './address-fields.tsx';
import { FormText } from './form-text.tsx';
import { ProtocolFields } from './protocol-fields.tsx';
import styles from './rule-fields.module.css';
import { VerdictFields } from './verdict-fields.tsx';

/** The open rule as a form. What the form has no place for stays in the text. */
export function RuleFields({ draft }: { readonly draft: Draft }) {
  const { line } = draft;
  const form = formOf(line);
  const [refusal] = Object.values(draft.refused);
  return (
    <div className={styles.form}>
      <VerdictFields draft={draft} />
      <ProtocolFields form={form} />
      <AddressFields draft={draft} form={form} />
      <span>Length</span>
      <span className={styles.pair}>
        <FormText
          draft={draft}
          field="lengthLow"
          label="Shortest length in bytes"
          placeholder="any"
          className={styles.number}
        />
        <span className="dim">to</span>
        <FormText
          draft={draft}
          field="lengthHigh"
          label="Greatest length in bytes"
          placeholder="any"
          className={styles.number}
        />
        <span className="dim">bytes</span>
      </span>
      <LifeFields line={line} />
      <span>Name</span>
      <FormText draft={draft} field="name" label="Name" placeholder="what it is for" plain />
      {form.also !== '' && (
        <>
          <span>Also</span>
          <span className={classNames('mono dim cut', styles.also)} title={form.also}>
            {form.also}
          </span>
        </>
      )}
      {refusal && (
        <p className={styles.refusal} role="alert">
          {refusal.message}
        </p>
      )}
    </div>
  );
}

const DIRECTIONS = [
  { value: 'in', label: 'In' },
  { value: 'out', label: 'Out' },
  { value: 'both', label: 'Both' },
] as const;

function LifeFields({ line }: { readonly line: RuleLine }) {
  const { editor } = useRulesModel();
  const { chosen, choices } = lifetimeChoices(line.lifetime);
  return (
    <>
      <span>Direction</span>
      <span className={styles.pair}>
        <Segments
          label="Direction"
          options={DIRECTIONS}
          value={line.direction}
          onChange={(value) => editor.edit({ field: 'direction', value })}
        />
        <span className="dim">for</span>
        <Select
          label="For how long"
          options={choices}
          value={chosen}
          onChange={(value) => {
            const choice = choices.find((each) => each.value === value);
            editor.edit({ field: 'lifetime', value: choice?.lifetime });
          }}
          className={styles.wide}
        />
      </span>
    </>
  );
}
