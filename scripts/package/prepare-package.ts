/** Everything that goes into a package and is made or collected here, for which no network is needed. */
import { join } from 'node:path';
import { runCommand } from '../setup/run-command.ts';
import { readPackages } from './bundled-packages.ts';
import { collectLicences } from './licences.ts';
import { PackagingError } from './packaging-error.ts';
import { checkGlibc, collectLibraries } from './shared-libraries.ts';

const LIBRARIES = 'build/package/lib';
const LICENCES = 'build/package/licences';
/** What is collected, relative to the checkout; each becomes a directory of resources. */
export const COLLECTED = [LIBRARIES, LICENCES] as const;

const BUNDLES = [
  'build/renderer/.packages.json',
  'build/main/.main.js.packages.json',
  'build/main/.headless.js.packages.json',
  'build/main/.lab.js.packages.json',
];

/** Whose data is in resources/names. */
const DATA = ['node_modules/@ip-location-db/geo-whois-asn-country-mmdb', 'node_modules/oui-data'];

/** Set in the environment for a package that goes to no other system, which asks less of this one. */
export const FOR_THIS_SYSTEM = 'PORTCULLIS_MAKE_FOR_THIS_SYSTEM';

/**
 * Builds what is out of date, and collects libraries and licences. Throws a {@link PackagingError}
 * where this system has none that can be given to others.
 */
export async function preparePackage(root: string): Promise<void> {
  const passedOn = process.env[FOR_THIS_SYSTEM] !== '1';
  const built = await runCommand([process.execPath, join(root, 'scripts/build.ts')], { cwd: root });
  if (built.exitCode !== 0) throw new PackagingError(built.output);
  const koffi = ['koffi', `@koromix/koffi-linux-${process.arch}`].map(
    (name) => `node_modules/${name}`,
  );
  const libraries = await collectLibraries(join(root, LIBRARIES));
  const binaries = [...libraries, join(root, `${koffi[1]}/linux_${process.arch}/koffi.node`)];
  if (passedOn) for (const path of binaries) await checkGlibc(path);
  const packages = await readPackages(BUNDLES.map((file) => join(root, file)));
  await collectLicences(join(root, LICENCES), {
    root,
    packages: [...packages, ...koffi, ...DATA],
    libraries,
    passedOn,
  });
}
