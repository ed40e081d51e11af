import type { MouseEvent } from 'react';
import { useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';

/** Clicks on a value with a dotted line: Ctrl copies it. Answers whether the click was one. */
export function useValueClick(): (event: MouseEvent) => boolean {
  const { actions } = useApplication();
  return ({ target, ctrlKey, metaKey }) => {
    const value = target instanceof Element ? target.closest<HTMLElement>('[data-filter]') : null;
    if (!value || !(ctrlKey || metaKey)) return false;
    void copyText(actions, 'The value', value.dataset.value ?? '');
    return true;
  };
}
