import { useEffect, useRef } from 'react';
import { useApplication, useFind } from '../../stores/application-context.ts';
import { FilterField } from './filter-field.tsx';
import styles from './find-bar.module.css';
import { RuleFromFilter } from './rule-from-filter.tsx';
import { TimeRangeNote } from './time-range-note.tsx';

/** What the live list is narrowed to. */
export function FindBar() {
  const input = useRef<HTMLInputElement>(null);
  useFindKeys(input);
  const hasText = useFind((state) => state.text.trim() !== '');
  return (
    <search className={styles.bar} aria-label="Filter">
      <FilterField input={input} />
      <TimeRangeNote />
      {hasText && <RuleFromFilter />}
    </search>
  );
}

/** A slash goes to the field from anywhere; a digit can only begin an address. */
function useFindKeys(input: React.RefObject<HTMLInputElement | null>): void {
  const { find } = useApplication();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('input, textarea, select, [role="menu"], [role="dialog"]')) return;
      if (event.key === '/') {
        event.preventDefault();
        input.current?.focus();
        input.current?.select();
      } else if (/^[0-9]$/.test(event.key)) {
        event.preventDefault();
        input.current?.focus();
        find.type(event.key);
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [find, input]);
}
