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

interface Props {
  readonly draft: Draft;
  readonly form: RuleForm;
}

/** Both ends: addresses, and where the protocol has them ports. */
export function AddressFields({ draft, form }: Props) {
  const { editor } = useRulesModel();
  return (
    <>
      <Select
        label="Which source"
        options={SOURCES}
        value={form.sourceField}
        onChange={(value) => editor.edit({ field: 'sourceField', value })}
        className={styles.label}
      />
      <End draft={draft} form={form} name="Source" address="source" port="sport" />
      <Select
        label="Which destination"
        options={DESTINATIONS}
        value={form.destinationField}
        onChange={(value) => editor.edit({ field: 'destinationField', value })}
        className={styles.label}
      />
      <End draft={draft} form={form} name="Destination" address="destination" port="dport" />
    </>
  );
}

interface EndProps extends Props {
  readonly name: string;
  /** Fields of the form. */
  readonly address: 'source' | 'destination';
  readonly port: 'sport' | 'dport';
}

function End({ draft, form, name, address, port }: EndProps) {
  return (
    <span className={styles.pair}>
      <FormText
        draft={draft}
        field={address}
        label={`${name} address, prefix or list`}
        placeholder="any address, prefix or list"
        className={styles.wide}
      />
      {WITH_PORTS.has(form.protocol) && (
        <>
          <span className="dim">port</span>
          <FormText
            draft={draft}
            field={port}
            label={`${name} port`}
            placeholder="any"
            className={styles.number}
          />
        </>
      )}
    </span>
  );
}
