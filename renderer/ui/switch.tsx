import { Switch as Primitive } from 'radix-ui';
import styles from './switch.module.css';

interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** What it switches. */
  readonly label: string;
  /** Waiting for the engine: it stays where it is until the answer comes. */
  readonly pending?: boolean;
}

export function Switch({ checked, onChange, label, pending = false }: SwitchProps) {
  return (
    <Primitive.Root
      className={styles.switch}
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      aria-busy={pending}
    >
      <Primitive.Thumb className={styles.thumb} />
    </Primitive.Root>
  );
}
