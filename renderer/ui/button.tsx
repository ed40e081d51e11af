import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

interface ButtonProps extends ComponentProps<'button'> {
  readonly kind?: 'plain' | 'line' | 'primary' | 'link';
  /** Square, for an icon alone: give it an `aria-label`. */
  readonly icon?: boolean;
}

export function Button({ kind = 'plain', icon = false, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[kind], icon && styles.icon, className)}
    />
  );
}
