import type { LucideIcon } from 'lucide-react';

interface IconProps {
  readonly of: LucideIcon;
  /** In pixels. */
  readonly size?: number;
  /** For shapes that are bars rather than lines. */
  readonly filled?: boolean;
  readonly className?: string | undefined;
}

/** A decorative line icon in the stroke of the whole window; the words beside it say what it means. */
export function Icon({ of: Shape, size = 16, filled = false, className }: IconProps) {
  return (
    <Shape
      size={size}
      strokeWidth={1.5}
      absoluteStrokeWidth
      fill={filled ? 'currentColor' : 'none'}
      aria-hidden="true"
      focusable="false"
      className={className}
      display="block"
    />
  );
}
