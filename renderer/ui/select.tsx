import { ChevronDown } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly mono?: boolean;
  readonly className?: string | undefined;
}

/** One of many. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, options, onChange, mono = false, className } = props;
  return (
    <span className={classNames(styles.select, className)}>
      <select
        className={classNames(styles.field, mono && 'mono')}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((each) => each.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon of={ChevronDown} size={14} className={styles.chevron} />
    </span>
  );
}
