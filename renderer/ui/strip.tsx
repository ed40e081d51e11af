import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './strip.module.css';

interface StripProps {
  readonly kind: 'accent' | 'caution';
  readonly icon: LucideIcon;
  readonly iconFilled?: boolean;
  /** What happens. */
  readonly title: ReactNode;
  /** What still holds, or what to do. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Read out at once; for what needs the user. */
  readonly urgent?: boolean;
}

/** A state of the window, across the top of the view. */
export function Strip(props: StripProps) {
  const { kind, icon, iconFilled = false, title, children, actions, urgent = false } = props;
  return (
    <div className={classNames(styles.strip, styles[kind])} role={urgent ? 'alert' : 'status'}>
      <Icon of={icon} filled={iconFilled} className={styles.icon} />
      <div className="grow">
        <b className={styles.title}>{title}</b>
        <span className={styles.text}>{children}</span>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
