import type { Draft } from '../../model/rules/draft.ts';
import type { RuleForm } from '../../model/rules/rule-form.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Select } from '../../ui/select.tsx';
import { FormText } from './form-text.tsx';
import styles from './rule-fields.module.css';

const SOURCES = [
  { value: 'src', label: 'Source' },
  { value: 'remote', label: 'Other end' },
  { value: 'host', label: 'Either end' },
] as const;
const DESTINATIONS = [
  { value: 'dst', label: 'Destination' },
  { value: 'local', label: 'This end' },
] as const;
const WITH_PORTS: ReadonlySet<string> = new Set(['', 'tcp', 'udp', 'sctp']);

/** Both ends: addresses, and where the protocol has them ports. */
export function AddressFields({ draft, form }: { readonly draft: Draft; readonly form: RuleForm }) {
  const { editor } = useRulesModel();
  const hasPorts = WITH_PORTS.has(form.protocol);
  return (
    <>
      <Select
        label="Which source"
        options={SOURCES}
        value={form.sourceField}
        onChange={(value) => editor.edit({ field: 'sourceField', value })}
        className={styles.label}
      />
      <span className={styles.pair}>
        <FormText
          draft={draft}
          field="source"
          label="Source address, prefix or list"
          placeholder="any address, prefix or list"
          className={styles.wide}
        />
        {hasPorts && (
          <>
            <span className="dim">port</span>
            <FormText
              draft={draft}
              field="sport"
              label="Source port"
              placeholder="any"
              className={styles.number}
            />
          </>
        )}
      </span>
      <Select
        label="Which destination"
        options={DESTINATIONS}
        value={form.destinationField}
        onChange={(value) => editor.edit({ field: 'destinationField', value })}
        className={styles.label}
      />
      <span className={styles.pair}>
        <FormText
          draft={draft}
          field="destination"
          label="Destination address, prefix or list"
          placeholder="any address, prefix or list"
          className={styles.wide}
        />
        {hasPorts && (
          <>
            <span className="dim">port</span>
            <FormText
              draft={draft}
              field="dport"
              label="Destination port"
              placeholder="any"
              className={styles.number}
            />
          </>
        )}
      </span>
    </>
  );
}
