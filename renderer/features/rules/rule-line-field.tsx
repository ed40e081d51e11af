import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Draft, isChanged } from '../../model/rules/draft.ts';
import { complete, ruleProblem } from '../../model/rules/rule-problem.ts';
import { useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './rule-lines.module.css';
import { useCompletions } from './use-completions.ts';

interface RuleLineFieldProps {
  readonly draft: Draft;
  readonly number: string;
}

/** The line of the open rule: says while it is typed what is wrong, and what may follow. */
export function RuleLineField({ draft, number }: RuleLineFieldProps) {
  const { editor } = useRulesModel();
  const input = useRef<HTMLInputElement>(null);
  const noteId = useId();
  const listId = useId();
  const [scrollLeft, setScrollLeft] = useState(0);
  const problem = useMemo(() => ruleProblem(draft.text), [draft.text]);
  const list = useCompletions();
  useWantedFocus(input);

  const accept = (word: string) => {
    const done = complete(draft.text, list.cursor, word);
    editor.type(done.text);
    list.open(done.text, done.cursor);
    // The cursor can be put there only once the text is.
    requestAnimationFrame(() => input.current?.setSelectionRange(done.cursor, done.cursor));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { selectionStart } = event.currentTarget;
    if (list.pressed(event.key, accept)) event.preventDefault();
    else if (event.key === ' ' && event.ctrlKey) list.open(draft.text, selectionStart ?? 0);
    else if (event.key === 'Enter') {
      if (!problem && isChanged(draft)) void editor.apply(false);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (!isChanged(draft)) editor.select(undefined);
      else event.currentTarget.blur();
    }
  };

  const wrongAt = problem && !problem.isUnfinished ? problem.column - 1 : undefined;
  return (
    <>
      <div className={classNames('mono', styles.field)}>
        <span className="faint">{number}</span>
        <span className={styles.typed}>
          {problem && wrongAt !== undefined && (
            <span aria-hidden="true" className={styles.mirror} style={{ left: -scrollLeft }}>
              {draft.text.slice(0, wrongAt)}
              <span className={styles.wrong}>
                {draft.text.slice(wrongAt, wrongAt + problem.length)}
              </span>
            </span>
          )}
          <input
            ref={input}
            role="combobox"
            aria-label="The rule as text"
            aria-autocomplete="list"
            aria-expanded={list.words.length > 0}
            aria-controls={listId}
            aria-activedescendant={list.chosen < 0 ? undefined : `${listId}-${list.chosen}`}
            aria-invalid={wrongAt !== undefined}
            aria-describedby={noteId}
            value={draft.text}
            onChange={(event) => {
              editor.type(event.target.value);
              const { value, selectionStart } = event.target;
              list.open(value, selectionStart ?? value.length);
            }}
            onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            onBlur={list.close}
            spellCheck={false}
            autoComplete="off"
          />
        </span>
        {list.words.length > 0 && (
          <div
            id={listId}
            role="listbox"
            aria-label="What may follow"
            className={styles.completions}
          >
            {list.words.map((word, index) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names it
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the field
              <div
                key={word}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === list.chosen}
                className={styles.completion}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => accept(word)}
              >
                {word}
              </div>
            ))}
          </div>
        )}
      </div>
      <p
        id={noteId}
        role="status"
        className={classNames(styles.note, wrongAt !== undefined && styles.problem)}
      >
        {problem && `${problem.isUnfinished ? '' : `${problem.message} `}${problem.remedy}`}
      </p>
    </>
  );
}

/** The field takes the focus, with the cursor at its end, where that is asked for. */
function useWantedFocus(input: RefObject<HTMLInputElement | null>): void {
  const { view } = useRulesModel();
  const wanted = useRulesView((state) => state.wantsFocus);
  useEffect(() => {
    if (!wanted || !input.current) return;
    const { length } = input.current.value;
    input.current.focus();
    input.current.setSelectionRange(length, length);
    view.setState({ wantsFocus: false });
  }, [wanted, input, view]);
}
