/** The gate. */
export function BrandMark() {
  return (
    <svg
      width="22"
      height="22"
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M3 20V10a8 8 0 0 1 16 0v10" strokeWidth="2" />
      <path d="M7.5 4.6v14M11 2.5v16.1M14.5 4.6v14M4 9.5h14M4 14h14" strokeWidth="1.4" />
    </svg>
  );
}
