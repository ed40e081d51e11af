import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { completeFilter, completionNote } from '../../model/filter/filter-completions.ts';
import { useApplication, useFind } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import { Icon } from '../../ui/icon.tsx';
import styles from './filter-field.module.css';
import { FilterMenu } from './filter-menu.tsx';
import { FilterNote } from './filter-note.tsx';
import { FilterText } from './filter-text.tsx';
import { useFilterChoices } from './use-filter-choices.ts';

interface FilterFieldProps {
  readonly input: RefObject<HTMLInputElement | null>;
}

/** The filter as text: says while it is typed whether it is one, and what may follow. */
export function FilterField({ input }: FilterFieldProps) {
  const { find } = useApplication();
  const text = useFind((state) => state.text);
  const problem = useFind((state) => state.problem);
  const [scrollLeft, setScrollLeft] = useState(0);
  const [focused, setFocused] = useState(false);
  const listId = useId();
  const noteId = useId();
  const choices = useFilterChoices();

  const accept = (word: string) => {
    if (choices.kind === 'recent') {
      choices.close();
      find.set(word);
      return;
    }
    const done = completeFilter(text, choices.cursor, word);
    find.type(done.text);
    choices.open(done.text, done.cursor);
    // The cursor can be put there only once the text is.
    requestAnimationFrame(() => input.current?.setSelectionRange(done.cursor, done.cursor));
  };
  const leave = () => {
    input.current?.blur();
    document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const cursor = event.currentTarget.selectionStart ?? text.length;
    if (choices.pressed(event.key, accept)) event.preventDefault();
    else if (event.key === 'ArrowDown' && text.trim() === '') {
      event.preventDefault();
      choices.openRecent();
    } else if (event.key === 'ArrowDown' || (event.key === ' ' && event.ctrlKey)) {
      event.preventDefault();
      choices.open(text, cursor);
    } else if (event.key === 'Enter') find.commit();
    else if (event.key === 'Escape') {
      event.preventDefault();
      leave();
    }
  };
  const isWrong = problem !== undefined && !problem.isUnfinished;
  return (
    <div className={classNames(field.field, field.sunken, styles.field)}>
      <Icon of={Search} size={14} />
      <span className={classNames('mono', styles.typed)}>
        <FilterText text={text} problem={isWrong ? problem : undefined} scrollLeft={scrollLeft} />
        <input
          ref={input}
          role="combobox"
          aria-label="Filter packets"
          aria-autocomplete="list"
          aria-expanded={choices.words.length > 0}
          aria-controls={listId}
          aria-activedescendant={choices.chosen < 0 ? undefined : `${listId}-${choices.chosen}`}
          aria-invalid={isWrong}
          aria-describedby={noteId}
          placeholder="Filter: an address, tcp port 443, verdict drop and not arp"
          value={text}
          onChange={(event) => {
            const { value, selectionStart } = event.target;
            find.type(value);
            choices.open(value, selectionStart ?? value.length);
          }}
          onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            choices.close();
            find.commit();
          }}
          spellCheck={false}
          autoComplete="off"
        />
      </span>
      <FilterNote id={noteId} />
      {text !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label="Clear the filter"
          title="Clear the filter"
          onClick={() => find.clear()}
        >
          <Icon of={X} size={14} />
        </button>
      )}
      <FilterMenu />
      {focused && (choices.words.length > 0 || problem) && (
        <div className={styles.below}>
          {problem && (isWrong || choices.words.length === 0) && (
            <p className={classNames(styles.why, isWrong && styles.wrong)}>
              {isWrong && `${problem.message} `}
              {problem.remedy}
            </p>
          )}
          {choices.words.length > 0 && (
            <div id={listId} role="listbox" aria-label="What may follow" className={styles.words}>
              {choices.words.map((word, index) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names it
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the field
                <div
                  key={word}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === choices.chosen}
                  className={classNames('mono cut', styles.word)}
                  // The field keeps the focus.
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => accept(word)}
                >
                  {choices.kind === 'recent' ? (
                    word
                  ) : (
                    <Word text={word} note={completionNote(text, choices.cursor, word)} />
                  )}
                </div>
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** A word, and what it means. */
function Word({ text, note }: { readonly text: string; readonly note: string }) {
  if (note === '') return text;
  return (
    <>
      <span className={styles.noted}>{text}</span> <span className={styles.meaning}>{note}</span>
    </>
  );
}
