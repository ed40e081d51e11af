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
  /** The text below the title changes by itself, and must not be read out each time. */
  readonly counts?: boolean;
}

/** A state of the window, across the top of the view. */
export function Strip(props: StripProps) {
  const { kind, icon, iconFilled = false, title, children, actions, counts = false } = props;
  return (
    <div className={classNames(styles.strip, styles[kind])}>
      <Icon of={icon} filled={iconFilled} className={styles.icon} />
      <div className="grow" role={counts ? undefined : 'alert'}>
        <b className={styles.title} role={counts ? 'alert' : undefined}>
          {title}
        </b>
        <span className={styles.text}>{children}</span>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
