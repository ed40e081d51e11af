import { ToggleGroup } from 'radix-ui';
import styles from './segments.module.css';

interface SegmentsProps<T extends string | number | null> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few. */
export function Segments<T extends string | number | null>(props: SegmentsProps<T>) {
  const { label, options, value, onChange } = props;
  const choose = (chosen: string) => {
    const option = options.find((each) => String(each.value) === chosen);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.segments}
      aria-label={label}
      value={String(value)}
      onValueChange={choose}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={String(option.value)}
          value={String(option.value)}
          className={styles.segment}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
