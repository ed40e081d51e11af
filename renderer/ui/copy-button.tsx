import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** How long it says that it has copied, in milliseconds. */
const DONE_MS = 1500;

interface CopyButtonProps {
  /** `Copy the command` */
  readonly label: string;
  /** Puts the text on the clipboard and answers whether it is there. */
  readonly onCopy: () => Promise<boolean>;
}

/** Copies a text, and says on itself when it has. */
export function CopyButton({ label, onCopy }: CopyButtonProps) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => setDone(await onCopy());
  return (
    <Button icon aria-label={done ? 'Copied' : label} title={label} onClick={() => void copy()}>
      <Icon of={done ? Check : Copy} size={14} />
    </Button>
  );
}
