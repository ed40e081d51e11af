/** How the app is packaged: Electron, the built files, koffi's native part, and the BPF objects. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import type { ForgeConfig, ForgePlatform } from '@electron-forge/shared-types';
import { Arch, build, Platform } from 'electron-builder';

const run = promisify(execFile);

/** Everything else is bundled into build/, or only needed to make it. Paths begin with a slash. */
const PACKED = ['/package.json', '/build', '/node_modules/koffi', '/node_modules/@koromix'];

const ARCHITECTURES: Readonly<Record<string, Arch>> = { x64: Arch.x64, arm64: Arch.arm64 };

/** Forge has no working maker for AppImages; electron-builder makes one of what Forge packaged. */
class AppImageMaker extends MakerBase<Record<string, never>> {
  name = 'appimage';
  defaultPlatforms: ForgePlatform[] = ['linux'];

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux';
  }

  override async make({ dir, makeDir, targetArch }: MakerOptions): Promise<string[]> {
    const arch = ARCHITECTURES[targetArch];
    if (arch === undefined) throw new Error(`Portcullis is not built for ${targetArch}.`);
    return build({
      prepackaged: dir,
      targets: Platform.LINUX.createTarget('AppImage', arch),
      publish: 'never',
      config: {
        appId: 'portcullis',
        productName: 'Portcullis',
        directories: { output: join(makeDir, 'appimage') },
        linux: {
          category: 'Network',
          synopsis: 'See and drop packets in the kernel',
          artifactName: `Portcullis-\${version}-${targetArch}.AppImage`,
        },
      },
    });
  }
}

const config: ForgeConfig = {
  packagerConfig: {
    executableName: 'portcullis',
    // A shared object cannot be loaded out of an archive.
    asar: { unpack: '**/node_modules/{koffi,@koromix}/**' },
    // Found again under process.resourcesPath.
    extraResource: ['resources/bpf'],
    ignore: (path: string) => path !== '' && !isPacked(path),
  },
  hooks: {
    generateAssets: async () => {
      await run(process.execPath, [join(import.meta.dirname, 'scripts/build.ts')]);
    },
  },
  makers: [new AppImageMaker({})],
};

/** What is packed, what is in it, and the directories on the way to it. */
function isPacked(path: string): boolean {
  return PACKED.some(
    (packed) => path === packed || path.startsWith(`${packed}/`) || packed.startsWith(`${path}/`),
  );
}

export default config;
