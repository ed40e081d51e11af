import { useCallback, useState } from 'react';
import { filterCompletions } from '../../model/filter/filter-completions.ts';
import { seenAddresses } from '../../model/filter/seen-addresses.ts';
import { useApplication } from '../../stores/application-context.ts';

interface Open {
  /** `recent`: whole filters; else words that go on at the cursor. */
  readonly kind: 'words' | 'recent';
  readonly words: readonly string[];
  /** -1: none yet. */
  readonly chosen: number;
  /** Where in the text, from 0. */
  readonly cursor: number;
}

const CLOSED: Open = { kind: 'words', words: [], chosen: -1, cursor: 0 };

export interface FilterChoices extends Open {
  /** Offers what may follow at a cursor. */
  readonly open: (text: string, cursor: number) => void;
  /** Offers what was asked before. */
  readonly openRecent: () => void;
  readonly close: () => void;
  /** Takes the keys of an open list; answers whether it had a use for this one. */
  readonly pressed: (key: string, accept: (word: string) => void) => boolean;
}

/** What the field offers below itself. */
export function useFilterChoices(): FilterChoices {
  const { engine, find, history, hosts } = useApplication();
  const [state, setState] = useState(CLOSED);
  const close = useCallback(() => setState(CLOSED), []);
  const open = useCallback(
    (text: string, cursor: number) => {
      const { lists, interfaces, rules } = engine.getState();
      const words = filterCompletions(text, cursor, {
        lists: lists.map(({ name }) => name),
        interfaces: interfaces.map(({ name }) => name),
        rules: rules.rules.flatMap(({ name }) => name ?? []),
        addresses: seenAddresses(history),
        names: [],
        countries: [...hosts.countries].map((code) => code.toLowerCase()),
      });
      setState({ kind: 'words', words: text.trim() === '' ? [] : words, chosen: -1, cursor });
    },
    [engine, history, hosts],
  );
  const openRecent = useCallback(() => {
    const { recent } = find.store.getState();
    const saved = engine.getState().settings.filters.map(({ text }) => text);
    const words = [...new Set([...recent, ...saved])];
    setState({ kind: 'recent', words, chosen: words.length > 0 ? 0 : -1, cursor: 0 });
  }, [engine, find]);
  const pressed = (key: string, accept: (word: string) => void): boolean => {
    const { words, chosen } = state;
    if (words.length === 0) return false;
    const step = (by: number) => {
      const next = (Math.max(chosen, by > 0 ? -1 : 0) + by + words.length) % words.length;
      setState({ ...state, chosen: next });
      return true;
    };
    switch (key) {
      case 'ArrowDown':
        return step(1);
      case 'ArrowUp':
        return step(-1);
      case 'Escape':
        close();
        return true;
      case 'Tab':
      case 'Enter': {
        // Enter looks for the filter unless a word was chosen; Tab takes the first.
        const word = words[key === 'Tab' ? Math.max(0, chosen) : chosen];
        if (word === undefined) {
          close();
          return false;
        }
        accept(word);
        return true;
      }
      default:
        return false;
    }
  };
  return { ...state, open, openRecent, close, pressed };
}
