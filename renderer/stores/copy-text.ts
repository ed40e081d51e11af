import { failure } from '../../electron/contract/failure.ts';
import { type ActionsStore, showNotice } from './actions-store.ts';

/**
 * Puts a text on the clipboard and says so, or says that the browser refused it. `what` begins both
 * sentences: `The command`. Answers whether it is there.
 */
export async function copyText(store: ActionsStore, what: string, text: string): Promise<boolean> {
  try {
    // A page that came over plain HTTP from another machine has no clipboard at all: that throws, too.
    await navigator.clipboard.writeText(text);
  } catch (error) {
    const refused = failure(
      'clipboard-refused',
      'The browser gave no access to the clipboard.',
      'Allow this page to use the clipboard, and copy again.',
      String(error),
    );
    store.setState({ failed: { title: `${what} was not copied`, failure: refused } });
    return false;
  }
  showNotice(store, `${what} is copied`);
  return true;
}
