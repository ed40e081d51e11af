interface GateIconProps {
  /** Raised: everything comes through. Otherwise something is kept out. */
  readonly open?: boolean;
}

/** A gate. 14 by 14 pixels. */
export function GateIcon({ open = false }: GateIconProps) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path
        d={
          open
            ? 'M2.5 2.5h11M2.5 2.5v11M13.5 2.5v11M6.2 2.5v3.5M9.8 2.5v3.5'
            : 'M2.5 2.5h11M4 2.5v11M8 2.5v11M12 2.5v11M2.5 6.2h11M2.5 9.8h11'
        }
      />
    </svg>
  );
}
