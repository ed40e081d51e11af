import { Plus, Search, X } from 'lucide-react';
import { useState } from 'react';
import { useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import { Icon } from '../../ui/icon.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ImportDialog } from './import-dialog.tsx';
import styles from './rules-bar.module.css';

/** The title, and what concerns the whole list. */
export function RulesBar() {
  const { view, editor } = useRulesModel();
  const [importing, setImporting] = useState(false);
  return (
    <header className={styles.bar}>
      <h1 className={styles.title}>Rules</h1>
      <p className={classNames('dim cut', styles.motto)}>
        The first rule that matches decides. Read from the top.
      </p>
      <span className="grow" />
      <FindField />
      <Button onClick={() => view.setState({ page: 'lists' })}>Lists</Button>
      <Button onClick={() => setImporting(true)}>Import</Button>
      <ExportMenu />
      <Button
        kind="primary"
        onClick={() => {
          editor.begin();
          view.setState({ wantsFocus: true });
        }}
      >
        <Icon of={Plus} size={14} />
        Rule
      </Button>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </header>
  );
}

function FindField() {
  const { view } = useRulesModel();
  const find = useRulesView((state) => state.find);
  const change = (text: string) => view.setState({ find: text });
  return (
    <span className={classNames(field.field, field.sunken, styles.find)}>
      <Icon of={Search} size={14} />
      <input
        className={styles.findInput}
        value={find}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || find === '') return;
          event.preventDefault();
          change('');
        }}
        placeholder="Find, or type an address"
        aria-label="Find rules"
        spellCheck={false}
        autoComplete="off"
      />
      {find !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label="Clear the search"
          onClick={() => change('')}
        >
          <Icon of={X} size={14} />
        </button>
      )}
    </span>
  );
}
