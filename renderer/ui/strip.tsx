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
  /** Read out once as the strip appears; its own text may count, and would be read each time. */
  readonly announcement: string;
}

/** A state of the window, across the top of the view. */
export function Strip(props: StripProps) {
  const { kind, icon, iconFilled = false, title, children, actions, announcement } = props;
  return (
    <div className={classNames(styles.strip, styles[kind])}>
      <span className="unseen" role="alert">
        {announcement}
      </span>
      <Icon of={icon} filled={iconFilled} className={styles.icon} />
      <div className="grow">
        <b className={styles.title}>{title}</b>
        <span className={styles.text}>{children}</span>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
