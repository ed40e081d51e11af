import { Bookmark, X } from 'lucide-react';
import { useState } from 'react';
import { MAX_SAVED_FILTERS, type SavedFilter } from '../../../electron/contract/settings.ts';
import { useApplication, useEngine, useFind } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './filter-menu.module.css';

/** Filters that were saved, and those of before. */
export function FilterMenu() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label="Saved filters"
      className={styles.menu}
      trigger={
        <button
          type="button"
          className={styles.trigger}
          aria-label="Saved and recent filters"
          title="Saved and recent filters"
        >
          <Icon of={Bookmark} size={14} />
        </button>
      }
    >
      <FilterLists onDone={() => setOpen(false)} />
    </Popover>
  );
}

function FilterLists({ onDone }: { readonly onDone: () => void }) {
  const { find, host } = useApplication();
  const saved = useEngine((state) => state.settings.filters);
  const recent = useFind((state) => state.recent);
  const choose = (text: string) => {
    find.set(text);
    onDone();
  };
  const change = (filters: readonly SavedFilter[]) =>
    void host.updateSettings({ filters: [...filters] });
  const others = recent.filter((text) => !saved.some((one) => one.text === text));
  return (
    <>
      <SaveForm saved={saved} onSave={change} />
      {saved.length > 0 && (
        <section aria-label="Saved">
          <h3 className={styles.heading}>Saved</h3>
          <ul>
            {saved.map((one) => (
              <li key={one.name} className={styles.line}>
                <button type="button" className={styles.choice} onClick={() => choose(one.text)}>
                  <span className="cut">{one.name}</span>
                  <span className="mono cut faint">{one.text}</span>
                </button>
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={`Remove ${one.name}`}
                  onClick={() => change(saved.filter((other) => other !== one))}
                >
                  <Icon of={X} size={14} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section aria-label="Recent">
          <h3 className={styles.heading}>Recent</h3>
          <ul>
            {others.map((text) => (
              <li key={text} className={styles.line}>
                <button type="button" className={styles.choice} onClick={() => choose(text)}>
                  <span className="mono cut">{text}</span>
                </button>
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={`Forget ${text}`}
                  onClick={() => find.forget(text)}
                >
                  <Icon of={X} size={14} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface SaveFormProps {
  readonly saved: readonly SavedFilter[];
  readonly onSave: (filters: readonly SavedFilter[]) => void;
}

/** The filter of now under a name; one with the same name makes room. */
function SaveForm({ saved, onSave }: SaveFormProps) {
  const text = useFind((state) => state.text.trim());
  const isFilter = useFind((state) => state.problem === undefined && state.filter !== undefined);
  const [name, setName] = useState('');
  if (!isFilter) {
    if (saved.length > 0) return null;
    return <p className={styles.hint}>A filter that you type can be saved here under a name.</p>;
  }
  const others = saved.filter((one) => one.name !== name.trim());
  const isFull = others.length >= MAX_SAVED_FILTERS;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '' || isFull) return;
        onSave([...others, { name: name.trim(), text }]);
        setName('');
      }}
    >
      <input
        className={classNames(field.field, styles.name)}
        aria-label="Name for this filter"
        placeholder={isFull ? 'Remove one to save another' : 'Save this filter as'}
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
      />
      <Button type="submit" kind="line" disabled={name.trim() === '' || isFull}>
        Save
      </Button>
    </form>
  );
}
