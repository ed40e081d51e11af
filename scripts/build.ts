/**
 * Builds what runs: `node scripts/build.ts [bpf|names|renderer|electron] [--force]`, everything without a
 * name. A part whose output is newer than all of its sources is left alone.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type InlineConfig, build as viteBuild } from 'vite';
import { vendorTable } from './names/vendor-table-bytes.ts';
import { recordPackages } from './package/bundled-packages.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

interface Part {
  /** Files and directories, relative to the root. */
  readonly sources: readonly string[];
  /** The file written last; its age is the age of the build. */
  readonly stamp: string;
  build(): Promise<void>;
}

const BPF_OBJECT = 'resources/bpf/filter.bpf.o';
const COUNTRIES = 'node_modules/@ip-location-db/geo-whois-asn-country-mmdb';
const VENDORS = 'node_modules/oui-data';
const NAMES_OUTPUT = 'resources/names';
const VENDOR_TABLE = `${NAMES_OUTPUT}/vendors.oui`;
const RENDERER_OUTPUT = 'build/renderer';
const MAIN_OUTPUT = 'build/main';
const PRELOAD_OUTPUT = 'build/preload';
/** Writes a list that packaging needs beside every bundle. */
const RECORDER = 'scripts/package/bundled-packages.ts';
const REMOVE = { recursive: true, force: true };

const PARTS: Readonly<Record<string, Part>> = {
  bpf: {
    sources: ['bpf', 'scripts/build.ts'],
    stamp: BPF_OBJECT,
    build: buildBpf,
  },
  names: {
    sources: [COUNTRIES, VENDORS, 'scripts/names', 'scripts/build.ts'],
    stamp: VENDOR_TABLE,
    build: buildNames,
  },
  renderer: {
    sources: ['renderer', 'electron/contract', 'package-lock.json', RECORDER],
    stamp: `${RENDERER_OUTPUT}/.built`,
    build: buildRenderer,
  },
  electron: {
    sources: [
      'electron/main',
      'electron/headless',
      'electron/preload',
      'electron/contract',
      'electron/engine',
      'package-lock.json',
      'scripts/build.ts',
      RECORDER,
    ],
    stamp: `${MAIN_OUTPUT}/.built`,
    build: buildElectron,
  },
};

async function buildBpf(): Promise<void> {
  if (!(await isInstalled('clang'))) {
    throw new Error(
      'clang is missing. Install it, for example with: apt-get install clang libbpf-dev',
    );
  }
  const object = join(root, BPF_OBJECT);
  const unfinished = `${object}.new`;
  await mkdir(dirname(object), { recursive: true });
  await run(
    'clang',
    [
      ...['-O2', '-g', '-Wall', '-Wextra', '-Werror', '-target', 'bpf', '-mcpu=v3'],
      ...['-I', 'bpf', ...(await systemHeaders())],
      ...['-c', 'bpf/filter.bpf.c', '-o', unfinished],
    ],
    { cwd: root },
  );
  // DWARF is most of the file and nobody reads it; BTF, which libbpf needs, stays. Only a smaller
  // file is at stake, so a machine without the tool builds as well.
  if (await isInstalled('llvm-strip')) await run('llvm-strip', ['-g', unfinished]);
  await rename(unfinished, object);
}

/**
 * Countries as they come, vendors as a table that is searched where it lies: the JSON would take the
 * engine 60 ms to parse and 20 MB to keep.
 */
async function buildNames(): Promise<void> {
  const output = join(root, NAMES_OUTPUT);
  await mkdir(output, { recursive: true });
  const countries = join(output, 'countries.mmdb');
  await copyFile(join(root, COUNTRIES, 'geo-whois-asn-country.mmdb'), `${countries}.new`);
  await rename(`${countries}.new`, countries);
  const registry = JSON.parse(await readFile(join(root, VENDORS, 'index.json'), 'utf8'));
  const vendors = join(root, VENDOR_TABLE);
  await writeFile(`${vendors}.new`, vendorTable(registry));
  await rename(`${vendors}.new`, vendors);
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    await run(command, ['--version']);
    return true;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

/** `linux/types.h` wants `asm/types.h`, which Debian and Ubuntu keep in the multiarch directory. */
async function systemHeaders(): Promise<string[]> {
  const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
  const directory = `/usr/include/${machines[process.arch] ?? process.arch}-linux-gnu`;
  return existsSync(directory) ? ['-I', directory] : [];
}

async function buildRenderer(): Promise<void> {
  await viteBuild({
    root: join(root, 'renderer'),
    configFile: join(root, 'renderer/vite.config.ts'),
    logLevel: 'warn',
    plugins: [recordPackages(root, join(root, RENDERER_OUTPUT, '.packages.json'))],
    build: { outDir: join(root, RENDERER_OUTPUT), emptyOutDir: true },
  });
}

/**
 * The main process, the headless host and the lab's, which both start, as one ES module each; the
 * preload as the one CommonJS file that a sandbox can run.
 */
async function buildElectron(): Promise<void> {
  const output = [MAIN_OUTPUT, PRELOAD_OUTPUT];
  await Promise.all(output.map((directory) => rm(join(root, directory), REMOVE)));
  await viteBuild(nodeBundle('electron/main/main.ts', MAIN_OUTPUT, 'es', 'main.js'));
  await viteBuild(nodeBundle('electron/headless/main.ts', MAIN_OUTPUT, 'es', 'headless.js'));
  await viteBuild(nodeBundle('electron/engine/network/lab/main.ts', MAIN_OUTPUT, 'es', 'lab.js'));
  await viteBuild(nodeBundle('electron/preload/preload.ts', PRELOAD_OUTPUT, 'cjs', 'preload.cjs'));
}

function nodeBundle(
  entry: string,
  outputDirectory: string,
  format: 'es' | 'cjs',
  fileName: string,
): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [recordPackages(root, join(root, outputDirectory, `.${fileName}.packages.json`))],
    // write-file-atomic is CommonJS and names its temporary files after itself.
    define: format === 'es' ? { __filename: 'import.meta.filename' } : {},
    // koffi finds its native part beside itself, so it stays a package; all others come along.
    ssr: { noExternal: true, external: ['electron', 'koffi'] },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outputDirectory),
      emptyOutDir: false,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        output: { format, entryFileNames: fileName, codeSplitting: false },
      },
    },
  };
}

async function isFresh(part: Part): Promise<boolean> {
  const built = await modifiedAt(join(root, part.stamp));
  if (built === 0) return false;
  for (const source of part.sources) {
    if ((await newestUnder(join(root, source))) > built) return false;
  }
  return true;
}

/** The latest change below a path in milliseconds since 1970, directories (removed files) included. */
async function newestUnder(path: string): Promise<number> {
  const own = await modifiedAt(path);
  const status = own === 0 ? undefined : await stat(path);
  if (!status?.isDirectory()) return own;
  const entries = await readdir(path);
  const times = await Promise.all(entries.map((entry) => newestUnder(join(path, entry))));
  return Math.max(own, ...times);
}

/** 0 if there is no such file. */
async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    ignoreMissing(error);
    return 0;
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

async function buildPart(name: string, force: boolean): Promise<void> {
  const part = PARTS[name];
  if (!part) throw new Error(`unknown part ${name}`);
  if (!force && (await isFresh(part))) return;
  const startedAt = performance.now();
  // The stamp carries the time of the start, so that an edit during the build counts as newer.
  const startedOn = new Date();
  await part.build();
  const stamp = join(root, part.stamp);
  if (part.stamp.endsWith('.built')) {
    await writeFile(stamp, '');
    await utimes(stamp, startedOn, startedOn);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`built ${name} (${relative(root, dirname(stamp))}) in ${seconds} s`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    console.error(`build: no part is called ${unknown.join(', ')}`);
    console.error(`Name any of: ${Object.keys(PARTS).join(', ')}; or none, for all of them.`);
    return 2;
  }
  for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
    try {
      await buildPart(name, values.force);
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      console.error(`build: ${name} failed\n${stderr || message}`);
      return 1;
    }
  }
  return 0;
}

process.exitCode = await main();
