import { dirname, join, sep } from 'node:path';

/** The script that starts everything in a package, beside Electron's binary. */
const START_SCRIPT = 'portcullis';

export interface OwnProgram {
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isPackaged: boolean;
  /** The words that start it outside of a package. */
  readonly unpackaged: readonly string[];
}

/**
 * The words that start this program again, the first an absolute path. In an image that is the image
 * itself, because root cannot look into another user's mount of it; in a package its start script.
 */
export function ownProgram({
  execPath,
  env,
  isPackaged,
  unpackaged,
}: OwnProgram): readonly string[] {
  const { APPIMAGE, APPDIR } = env;
  // Both pass on to whatever an image starts, so those of another one are no sign of ours.
  if (APPIMAGE && APPDIR && execPath.startsWith(APPDIR + sep)) return [APPIMAGE];
  return isPackaged ? [join(dirname(execPath), START_SCRIPT)] : unpackaged;
}
