import type { ComponentProps, ReactNode } from 'react';
import styles from './rail-button.module.css';

interface RailButtonProps extends ComponentProps<'button'> {
  readonly icon: ReactNode;
  readonly label: string;
}

/** One entry of the rail; give the view in sight `aria-current="page"`. */
export function RailButton({ icon, label, ...rest }: RailButtonProps) {
  return (
    <button type="button" {...rest} className={styles.button}>
      {icon}
      {label}
    </button>
  );
}
