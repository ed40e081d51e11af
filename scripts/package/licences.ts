/** The licences of everything that a package holds, as files. Electron brings its own. */
import { copyFile, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runCommand } from '../setup/run-command.ts';
import { DATA_TERMS } from './data-terms.ts';
import { PackagingError } from './packaging-error.ts';

/** `NRO_LICENSE` is one, too. */
const LICENCE_FILE = /^(\w+_)?(licen[sc]e|copying)(\..*)?$/i;
/** What Debian's notices refer to instead of repeating it. */
const COMMON_LICENCE = /\/usr\/share\/common-licenses\/([A-Za-z]+-[0-9.]*[0-9])/g;

export interface LicenceSources {
  /** The checkout. */
  readonly root: string;
  /** Directories of npm packages, relative to the root. */
  readonly packages: readonly string[];
  /** Shared libraries of the system, by path. */
  readonly libraries: readonly string[];
  /** Whether others get the package; then no licence may be missing. */
  readonly passedOn: boolean;
}

/** One work of somebody else's, or ours. */
interface Licence {
  readonly name: string;
  readonly version: string;
  /** As its maker names it; of data, what its sources say. */
  readonly terms: string;
  readonly text: string;
}

/** Writes one file per work and a list of them. Throws a {@link PackagingError} where one has none. */
export async function collectLicences(directory: string, sources: LicenceSources): Promise<void> {
  const { root, packages, libraries, passedOn } = sources;
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, 'common-licenses'), { recursive: true });
  const licences = [
    await ofPackage(root),
    ...(await Promise.all(packages.map((path) => ofPackage(join(root, path))))),
    ...(await Promise.all(libraries.map((path) => ofLibrary(path, passedOn)))),
  ];
  const files = new Set<string>();
  for (const licence of licences) {
    const file = fileName(licence, files);
    files.add(file);
    await writeFile(join(directory, file), licence.text);
  }
  await copyCommonLicences(directory, licences);
  await writeFile(join(directory, 'README.txt'), listing(licences));
}

async function ofPackage(path: string): Promise<Licence> {
  const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
    readonly author?: string | { readonly name: string };
  };
  const { name, version, license: terms = '', author = '' } = manifest;
  const file = (await readdir(path)).find((entry) => LICENCE_FILE.test(entry));
  if (file) {
    const text = await readFile(join(path, file), 'utf8');
    const data = DATA_TERMS.get(name);
    return data
      ? { name, version, terms: data.terms, text: `${data.note}\n${text}` }
      : { name, version, terms, text };
  }
  const holder = typeof author === 'string' ? author : author.name;
  if (terms === 'MIT' && holder) return { name, version, terms, text: mitText(holder) };
  if (terms === 'BSD-2-Clause' && holder) return { name, version, terms, text: bsdText(holder) };
  throw new PackagingError(`The npm package ${name} has no licence file, and none can be made up.`);
}

/** From the packages of Debian and Ubuntu, which keep every licence at one place. */
async function ofLibrary(path: string, passedOn: boolean): Promise<Licence> {
  const owner = await owningPackage(path);
  const notice = `/usr/share/doc/${owner}/copyright`;
  const text = owner && (await readFile(notice, 'utf8').catch(() => ''));
  if (!text && !passedOn) {
    const name = basename(path);
    return { name, version: 'of this system', terms: name, text: 'See the package of the system.' };
  }
  if (!text) {
    throw new PackagingError(
      `The licence of ${path} is not found. Make the package on Debian or Ubuntu, with the library from their packages.`,
    );
  }
  const format = `\${source:Package} \${source:Version}`;
  const { output } = await runCommand(['dpkg-query', '-W', `-f=${format}`, owner]);
  const [source = owner, version = ''] = output.trim().split(' ');
  const library = `${basename(path)}, Debian source package ${source}`;
  return { name: owner, version, terms: library, text };
}

/** dpkg knows a file by the path that its package put it to, with or without /usr. */
async function owningPackage(path: string): Promise<string> {
  const real = await realpath(path);
  const names = [path, real].flatMap((name) => [name, name.replace(/^\/usr/, ''), `/usr${name}`]);
  for (const name of names) {
    const { exitCode, output } = await runCommand(['dpkg', '-S', name]);
    const owner = /^([a-z0-9.+-]+)(:\w+)?: /m.exec(output)?.[1];
    if (exitCode === 0 && owner) return owner;
  }
  return '';
}

async function copyCommonLicences(directory: string, licences: readonly Licence[]): Promise<void> {
  const named = licences.flatMap(({ text }) => [...text.matchAll(COMMON_LICENCE)]);
  for (const name of new Set(named.map(([, name = '']) => name))) {
    const path = `/usr/share/common-licenses/${name}`;
    await copyFile(path, join(directory, 'common-licenses', `${name}.txt`));
  }
}

/** Two versions of one package may be in use. */
function fileName({ name, version }: Licence, taken: ReadonlySet<string>): string {
  const plain = name.replace(/^@/, '').replaceAll('/', '-');
  return taken.has(`${plain}.txt`) ? `${plain}-${version}.txt` : `${plain}.txt`;
}

function listing(licences: readonly Licence[]): string {
  const lines = licences.map(({ name, version, terms }) => `${name} ${version} (${terms})`);
  return `Portcullis is free software; its own licence is in portcullis.txt. It comes with these works of
others, each under the terms in the file of its name. What such a file says is at
/usr/share/common-licenses is in common-licenses here. Electron's licences, Chromium's among them, are
in LICENSE and LICENSES.chromium.html beside the program.

${lines.join('\n')}
`;
}

function mitText(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY,
WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
}

function bsdText(holder: string): string {
  return `Copyright (c) ${holder}

Redistribution and use in source and binary forms, with or without modification, are permitted provided
that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and
   the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions
   and the following disclaimer in the documentation and/or other materials provided with the
   distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED
WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR
TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF
ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
`;
}
