import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** How long it says that it has copied, in milliseconds. */
const DONE_MS = 1500;

/** Puts a text on the clipboard. `label` says which: `Copy the command`. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
  };
  return (
    <Button icon aria-label={done ? 'Copied' : label} title={label} onClick={() => void copy()}>
      <Icon of={done ? Check : Copy} size={14} />
    </Button>
  );
}
