/**
 * Who may import whom. The first layer whose `folder` holds a file is the file's layer; a file
 * in none, and an import that its layer does not list, fail the test. Widen a row only with a reason.
 */
export interface Layer {
  /**
   * Relative to the root: one file, or with a slash at its end all that is below. A star stands for
   * one name; then every folder (or file) that it names is a layer of its own.
   */
  readonly folder: string;
  /** Folders of the layers that it may import, beside itself. */
  readonly layers: readonly string[];
  /** Packages from the registry. */
  readonly packages: readonly string[];
  /** Node's built-in modules. */
  readonly node: boolean;
}

/** Stands for what an import names whose name is not a plain string. */
export const COMPUTED = '(computed)';

const CONTRACT = 'electron/contract/';
const ENGINE = 'electron/engine/';
const FFI = 'electron/engine/ffi/';

/** Tests, scripts and configuration look at everything; nothing looks at them. */
const EVERYTHING = [
  CONTRACT,
  ENGINE,
  FFI,
  'electron/headless/',
  'electron/main/',
  'electron/preload/',
  'renderer/model/',
  'renderer/connection/',
  'renderer/stores/',
  'renderer/ui/',
  'renderer/features/*/',
  'renderer/*',
  'scripts/',
];

export const LAYERS: readonly Layer[] = [
  // Pure: the same code runs in the engine, in the page and in a sandbox.
  { folder: CONTRACT, layers: [], packages: ['valibot', 'ipaddr.js'], node: false },
  // The only place that talks to C.
  { folder: FFI, layers: [CONTRACT], packages: ['koffi'], node: true },
  {
    folder: ENGINE,
    layers: [CONTRACT, FFI],
    packages: ['mmdb-lib', 'valibot', 'write-file-atomic'],
    node: true,
  },
  // The two hosts, which never meet.
  {
    folder: 'electron/headless/',
    layers: [CONTRACT, ENGINE],
    packages: ['ws', 'valibot'],
    node: true,
  },
  {
    folder: 'electron/main/',
    layers: [CONTRACT, ENGINE],
    packages: ['electron', 'valibot', 'write-file-atomic'],
    node: true,
  },
  // A sandboxed preload script can load nothing but Electron.
  { folder: 'electron/preload/', layers: [], packages: ['electron'], node: false },
  // The page, from the pure to the visible.
  { folder: 'renderer/model/', layers: [CONTRACT], packages: [], node: false },
  { folder: 'renderer/connection/', layers: [CONTRACT], packages: [], node: false },
  {
    folder: 'renderer/stores/',
    layers: [CONTRACT, 'renderer/model/', 'renderer/connection/'],
    packages: ['react', 'zustand'],
    node: false,
  },
  {
    folder: 'renderer/ui/',
    layers: [CONTRACT, 'renderer/model/'],
    packages: [
      'react',
      'radix-ui',
      'lucide-react',
      '@fontsource-variable/inter',
      '@fontsource-variable/jetbrains-mono',
    ],
    node: false,
  },
  {
    folder: 'renderer/features/*/',
    layers: [CONTRACT, 'renderer/model/', 'renderer/stores/', 'renderer/ui/'],
    packages: ['react', 'radix-ui', 'lucide-react', 'zustand', 'uplot'],
    node: false,
  },
  {
    folder: 'renderer/vite.config.ts',
    layers: [],
    packages: ['vite', '@vitejs/plugin-react'],
    node: true,
  },
  {
    folder: 'renderer/*',
    layers: EVERYTHING.filter((folder) => folder === CONTRACT || folder.startsWith('renderer/')),
    packages: ['react', 'react-dom', 'radix-ui', 'lucide-react'],
    node: false,
  },
  {
    folder: 'scripts/',
    layers: [CONTRACT, ENGINE],
    // Computed: Node 20 starts the script that its argument names under a newer Node.
    packages: ['vite', '@electron/fuses', COMPUTED],
    node: true,
  },
  {
    folder: 'test/',
    layers: [...EVERYTHING, 'vitest.config.ts', 'playwright.config.ts'],
    // React: a page of their own that shows the window with made-up packets.
    packages: [
      'vitest',
      'vite',
      '@vitejs/plugin-react',
      '@axe-core/playwright',
      '@playwright/test',
      '@electron/fuses',
      'electron',
      'koffi',
      'react',
      'react-dom',
      'ws',
    ],
    node: true,
  },
  {
    folder: 'forge.config.ts',
    layers: ['scripts/'],
    packages: ['@electron-forge/maker-base', '@electron-forge/shared-types', 'electron-builder'],
    node: true,
  },
  { folder: 'vitest.config.ts', layers: [], packages: ['vitest'], node: false },
  {
    folder: 'playwright.config.ts',
    layers: ['test/'],
    packages: ['@playwright/test'],
    node: true,
  },
];
