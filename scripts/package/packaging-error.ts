/** The package cannot be made, for a reason that its maker can mend; the message says both. */
export class PackagingError extends Error {}
