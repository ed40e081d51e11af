/** What a kernel can do is told by its age. `release` is what uname says: `6.1.0-18-amd64`. */

/** Of the helpers for programs that older kernels lack. */
export interface KernelHelpers {
  /** bpf_loop() came with Linux 5.17. */
  readonly hasLoopHelper: boolean;
  /** bpf_xdp_load_bytes() came with Linux 5.18. */
  readonly hasLoadHelper: boolean;
}

export function helpersOf(release: string): KernelHelpers {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  const since = (wanted: number) => major > 5 || (major === 5 && minor >= wanted);
  return { hasLoopHelper: since(17), hasLoadHelper: since(18) };
}
