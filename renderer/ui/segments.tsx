import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './segments.module.css';

interface SegmentsProps<T extends string | number | null> {
  readonly label: string;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly icon?: ReactNode;
  }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Waiting for the engine: it stays as it is until the answer comes. */
  readonly pending?: boolean;
}

/** One of a few. */
export function Segments<T extends string | number | null>(props: SegmentsProps<T>) {
  const { label, options, value, onChange, pending = false } = props;
  const choose = (chosen: string) => {
    const option = options.find((each) => String(each.value) === chosen);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.segments}
      aria-label={label}
      aria-busy={pending}
      value={String(value)}
      onValueChange={choose}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={String(option.value)}
          value={String(option.value)}
          className={styles.segment}
        >
          {option.icon}
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
