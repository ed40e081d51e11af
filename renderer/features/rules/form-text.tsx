import { useState } from 'react';
import type { Draft } from '../../model/rules/draft.ts';
import type { TextField } from '../../model/rules/form-edit.ts';
import { formOf } from '../../model/rules/rule-form.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from '../../ui/field.module.css';

interface FormTextProps {
  readonly draft: Draft;
  readonly field: TextField;
  readonly label: string;
  readonly placeholder?: string;
  readonly plain?: boolean;
  readonly className?: string | undefined;
}

/** A value of the rule, in its own words. What is not valid stays here and does not reach the rule. */
export function FormText(props: FormTextProps) {
  const { draft, field, label, placeholder, plain = false, className } = props;
  const { editor } = useRulesModel();
  // What is being typed is not to be set right under the cursor.
  const [typed, setTyped] = useState<string>();
  const refusal = draft.refused[field];
  return (
    <input
      className={classNames(styles.field, !plain && 'mono', className)}
      value={typed ?? refusal?.text ?? formOf(draft.line)[field]}
      placeholder={placeholder}
      aria-label={label}
      aria-invalid={refusal !== undefined}
      title={refusal?.message}
      onChange={(event) => {
        setTyped(event.target.value);
        editor.edit({ field, value: event.target.value });
      }}
      onBlur={() => setTyped(undefined)}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
