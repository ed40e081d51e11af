import type { MouseEvent } from 'react';
import { useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';

/**
 * Clicks on a value with a dotted line: Shift adds it to the filter, Ctrl copies it. Answers whether the
 * click was one of these.
 */
export function useValueClick(): (event: MouseEvent) => boolean {
  const { actions, find } = useApplication();
  return ({ target, shiftKey, ctrlKey, metaKey }) => {
    const value = target instanceof Element ? target.closest<HTMLElement>('[data-filter]') : null;
    if (!value || !(shiftKey || ctrlKey || metaKey)) return false;
    if (shiftKey) find.add(value.dataset.filter ?? '');
    else void copyText(actions, 'The value', value.dataset.value ?? '');
    return true;
  };
}
