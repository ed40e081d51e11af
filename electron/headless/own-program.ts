import { dirname, join, sep } from 'node:path';

/**
 * The words that start this program again, the first an absolute path: in a package its start script,
 * or the image itself, because root cannot look into another user's mount.
 */
export function ownProgram(): readonly string[] {
  const { APPIMAGE, APPDIR } = process.env;
  // Both pass on to whatever an AppImage starts, so another one's are no sign of ours.
  if (APPIMAGE && APPDIR && process.execPath.startsWith(APPDIR + sep)) return [APPIMAGE];
  if (process.versions.electron) return [join(dirname(process.execPath), 'portcullis')];
  return [process.execPath, process.argv[1] ?? ''];
}
