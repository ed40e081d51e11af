import { Switch as Primitive } from 'radix-ui';
import styles from './switch.module.css';

interface SwitchProps {
  /** For a label elsewhere. */
  readonly id?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** What it switches. */
  readonly label: string;
  /** Id of what says more about it. */
  readonly describedBy?: string;
  /** Waiting for the engine: it stays where it is until the answer comes. */
  readonly pending?: boolean;
  /** -1 where a row takes the focus instead. */
  readonly tabIndex?: number;
}

export function Switch({
  id,
  checked,
  onChange,
  label,
  describedBy,
  pending = false,
  tabIndex = 0,
}: SwitchProps) {
  return (
    <Primitive.Root
      id={id}
      className={styles.switch}
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      aria-describedby={describedBy}
      aria-busy={pending}
      tabIndex={tabIndex}
    >
      <Primitive.Thumb className={styles.thumb} />
    </Primitive.Root>
  );
}
