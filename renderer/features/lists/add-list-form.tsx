import { type FormEvent, useId, useState } from 'react';
import { commandFor } from '../../../electron/contract/command-line.ts';
import { REFRESH_CHOICES } from '../../model/rules/list-text.ts';
import { type NewList, nameOfList, newListProblem } from '../../model/rules/new-list.ts';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { useLists, useRulesModel } from '../../stores/rules-context.ts';
import { listKey } from '../../stores/rules-list-actions.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import field from '../../ui/field.module.css';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './add-list-form.module.css';

const KINDS = [
  { value: 'url', label: 'Web address' },
  { value: 'file', label: 'File from here' },
  { value: 'path', label: 'File path' },
] as const;

const EMPTY: NewList = {
  kind: 'url',
  text: '',
  file: undefined,
  name: undefined,
  refreshSeconds: 86_400,
};

/** Adds a list. `onDone` closes the form; absent where it is to stay. */
export function AddListForm({ onDone }: { readonly onDone: (() => void) | undefined }) {
  const { lists } = useRulesModel();
  const names = useEngine((state) => state.lists);
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const sent = useLists((state) => state.sent);
  const name = nameOfList(draft);
  const pending = useActions((state) => state.pending.has(listKey(name)));
  const problem = newListProblem(
    draft,
    names.map((list) => list.name),
  );
  const problemId = useId();
  const change = (patch: Partial<NewList>) => setDraft({ ...draft, ...patch });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const source = sourceOf(draft);
    if (problem || pending || !source) return;
    const refresh = draft.kind === 'file' ? null : draft.refreshSeconds;
    if (!(await lists.add(name, source, refresh))) return;
    setDraft(EMPTY);
    setTried(false);
    onDone?.();
  };

  return (
    <form className={styles.form} aria-label="Add a list" onSubmit={(event) => void submit(event)}>
      <Segments
        label="Where it comes from"
        options={KINDS}
        value={draft.kind}
        onChange={(kind) => change({ kind, text: '' })}
      />
      <SourceField draft={draft} onChange={change} takesFocus={onDone !== undefined} />
      <span className="dim">named</span>
      <input
        className={classNames(field.field, 'mono', styles.name)}
        value={name}
        onChange={(event) => change({ name: event.target.value })}
        placeholder="name"
        aria-label="Name of the list"
        aria-describedby={problemId}
        spellCheck={false}
        autoComplete="off"
      />
      {draft.kind !== 'file' && (
        <Select
          label="How often it is refreshed"
          options={REFRESH_CHOICES}
          value={String(draft.refreshSeconds) as (typeof REFRESH_CHOICES)[number]['value']}
          onChange={(value) => {
            const choice = REFRESH_CHOICES.find((each) => each.value === value);
            if (choice) change({ refreshSeconds: choice.seconds });
          }}
        />
      )}
      <Button kind="primary" type="submit" aria-busy={pending} aria-disabled={pending}>
        {pending ? (sent === undefined ? 'Adding…' : `Sending ${Math.round(sent * 100)} %`) : 'Add'}
      </Button>
      {onDone && <Button onClick={onDone}>Cancel</Button>}
      <p id={problemId} className={styles.note} role="status">
        {problem && (tried || draft.name !== undefined || draft.text !== '') ? (
          <span className={styles.problem}>{problem}</span>
        ) : problem ? (
          'Plain addresses, CIDR, ranges, ipset, netset and Spamhaus DROP are read. Other lines are skipped and shown.'
        ) : (
          <Command draft={draft} name={name} />
        )}
      </p>
    </form>
  );
}

interface SourceFieldProps {
  readonly draft: NewList;
  readonly onChange: (patch: Partial<NewList>) => void;
  /** As soon as it is there: it was asked for. */
  readonly takesFocus: boolean;
}

function SourceField({ draft, onChange, takesFocus }: SourceFieldProps) {
  const fileId = useId();
  if (draft.kind === 'file') {
    return (
      <span className={styles.source}>
        <input
          id={fileId}
          type="file"
          className="unseen"
          tabIndex={-1}
          onChange={(event) => onChange({ file: event.target.files?.[0] })}
        />
        <Button kind="line" onClick={() => document.getElementById(fileId)?.click()}>
          Choose a file…
        </Button>
        <span className="mono cut dim">{draft.file?.name}</span>
      </span>
    );
  }
  const isUrl = draft.kind === 'url';
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the button that opened it loses the focus
      autoFocus={takesFocus}
      className={classNames(field.field, 'mono', styles.source)}
      value={draft.text}
      onChange={(event) => onChange({ text: event.target.value })}
      placeholder={isUrl ? 'https://lists.example.net/drop.txt' : '/etc/portcullis/drop.txt'}
      aria-label={isUrl ? 'https address of the list' : 'Path of the list on the engine’s machine'}
      spellCheck={false}
      autoComplete="off"
    />
  );
}

/** What a terminal would take for it. */
function Command({ draft, name }: { readonly draft: NewList; readonly name: string }) {
  const { actions } = useApplication();
  const source = sourceOf(draft);
  if (!source || 'file' in source) return null;
  const { refreshSeconds } = draft;
  const command = commandFor({ method: 'addList', args: { name, source, refreshSeconds } });
  return (
    <span className={styles.command}>
      <span className="mono cut">{command}</span>
      <CopyButton
        label="Copy the command"
        onCopy={() => copyText(actions, 'The command', command)}
      />
    </span>
  );
}

function sourceOf({ kind, text, file }: NewList) {
  if (kind === 'file') return file ? { file } : undefined;
  return kind === 'url' ? { url: text.trim() } : { path: text.trim() };
}
