/** How the app is packaged: Electron, the app's own files as they are, and what it needs beside it. */
import { dirname, join } from 'node:path';
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import type { ForgeConfig, ForgePlatform } from '@electron-forge/shared-types';
import { Arch, build, Platform } from 'electron-builder';
import { isPacked, trimManifest } from './scripts/package/app-files.ts';
import { layOutTools } from './scripts/package/appimage-tools.ts';
import { DESKTOP_ID, finishPackage, WINDOW_PROGRAM } from './scripts/package/finish-package.ts';
import {
  APPIMAGE_TOOLS,
  findAppImageTools,
  findElectronZip,
  mayDownload,
} from './scripts/package/missing-parts.ts';
import { PackagingError } from './scripts/package/packaging-error.ts';
import { COLLECTED, preparePackage } from './scripts/package/prepare-package.ts';

const root = import.meta.dirname;
const ARCHITECTURES: Readonly<Record<string, Arch>> = { x64: Arch.x64, arm64: Arch.arm64 };

const electronZip = await findElectronZip(root);

/** Forge has no working maker for AppImages; electron-builder makes one of what Forge packaged. */
class AppImageMaker extends MakerBase<Record<string, never>> {
  name = 'appimage';
  defaultPlatforms: ForgePlatform[] = ['linux'];

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux';
  }

  override async make({ dir, makeDir, targetArch }: MakerOptions): Promise<string[]> {
    const tools = await findAppImageTools();
    if (!tools.found) throw new PackagingError(tools.sentences.join('\n'));
    // Else electron-builder would fetch them.
    process.env.APPIMAGE_TOOLS_PATH = join(root, 'build/package/appimage-tools');
    await layOutTools(tools, process.env.APPIMAGE_TOOLS_PATH);
    return build({
      projectDir: root,
      prepackaged: dir,
      targets: Platform.LINUX.createTarget('AppImage', architecture(targetArch)),
      publish: 'never',
      config: {
        appId: DESKTOP_ID,
        productName: 'Portcullis',
        publish: null,
        directories: { output: join(makeDir, 'appimage') },
        toolsets: { appimage: APPIMAGE_TOOLS.version },
        linux: {
          // The start script. Icons, entry and AppRun are named after it.
          executableName: 'portcullis',
          // Electron tells the desktop this name of its windows; package.json has it too.
          syncDesktopName: true,
          executableArgs: [],
          category: 'Network',
          icon: join(root, 'resources/icons'),
          artifactName: `Portcullis-\${version}-${targetArch}.AppImage`,
        },
      },
    });
  }
}

/** Libraries and native parts come from this machine, so a package is for machines of its kind. */
function architecture(name: string): Arch {
  const arch = ARCHITECTURES[name];
  if (arch !== undefined && name === process.arch) return arch;
  throw new PackagingError(`Portcullis for ${name} is packaged on a machine of that kind.`);
}

const config: ForgeConfig = {
  packagerConfig: {
    executableName: WINDOW_PROGRAM,
    // Read-only in an image, and read by plain Node as well as by the loader of shared libraries.
    asar: false,
    ...(electronZip.found ? { electronZipDir: dirname(electronZip.path) } : {}),
    // Found again under process.resourcesPath.
    extraResource: [
      ...['bpf', 'bootstrap', 'icons', 'names', 'recording'].map((name) =>
        join(root, 'resources', name),
      ),
      ...COLLECTED.map((name) => join(root, name)),
    ],
    ignore: (path: string) => !isPacked(path),
    // Not in a directory of a known name that everybody may write to.
    tmpdir: false,
    // By name above, and not whole packages.
    prune: false,
  },
  hooks: {
    generateAssets: async (_config, _platform, arch) => {
      architecture(arch);
      await preparePackage(root);
    },
    prePackage: async () => {
      if (electronZip.found || mayDownload()) return;
      throw new PackagingError(electronZip.sentences.join('\n'));
    },
    packageAfterCopy: (_config, app) => trimManifest(join(app, 'package.json')),
    postPackage: async (_config, { outputPaths }) => {
      for (const path of outputPaths) await finishPackage(path, join(root, 'resources/package'));
    },
  },
  makers: [new AppImageMaker({})],
};

export default config;
