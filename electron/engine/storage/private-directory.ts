import { chmod, mkdir, stat } from 'node:fs/promises';

/**
 * Makes a directory that only its owner may enter. Throws if somebody else owns it: what is
 * written there could be read or replaced.
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(path);
  if (uid !== process.getuid?.()) throw new Error(`${path} belongs to another user (uid ${uid})`);
  if ((mode & 0o022) !== 0) await chmod(path, mode & 0o755);
}
