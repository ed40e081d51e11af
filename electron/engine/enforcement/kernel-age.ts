/** bpf_loop() came with Linux 5.17. `release` is what uname says: `6.1.0-18-amd64`. */
export function hasLoopHelper(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 17);
}
