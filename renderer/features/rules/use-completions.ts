import { useCallback, useState } from 'react';
import { completions } from '../../model/rules/rule-problem.ts';
import { useApplication } from '../../stores/application-context.ts';

interface Open {
  readonly words: readonly string[];
  /** -1: none yet. */
  readonly chosen: number;
  /** Where in the text, from 0. */
  readonly cursor: number;
}

const CLOSED: Open = { words: [], chosen: -1, cursor: 0 };

export interface Completions extends Open {
  /** Offers what may follow at a cursor. */
  readonly open: (text: string, cursor: number) => void;
  readonly close: () => void;
  /** Takes the keys of an open list; answers whether it had a use for this one. */
  readonly pressed: (key: string, accept: (word: string) => void) => boolean;
}

/** Words that go on where the cursor is, to choose from. */
export function useCompletions(): Completions {
  const { engine } = useApplication();
  const [state, setState] = useState(CLOSED);
  const close = useCallback(() => setState(CLOSED), []);
  const open = useCallback(
    (text: string, cursor: number) => {
      const { lists, interfaces } = engine.getState();
      const known = {
        lists: lists.map(({ name }) => name),
        interfaces: interfaces.map(({ name }) => name),
      };
      setState({ words: completions(text, cursor, known), chosen: -1, cursor });
    },
    [engine],
  );
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
        // Enter applies the rule unless a word was chosen; Tab takes the first.
        const word = words[key === 'Tab' ? Math.max(0, chosen) : chosen];
        if (word === undefined) return false;
        accept(word);
        return true;
      }
      default:
        return false;
    }
  };
  return { ...state, open, close, pressed };
}
