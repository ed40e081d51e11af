import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  // Served from the root of a host as well as from app://, so every address is relative.
  base: './',
  plugins: [react()],
  build: {
    outDir: here('../build/renderer'),
    emptyOutDir: true,
    target: 'chrome120',
    // The content security policy knows files only, no data: addresses and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: false,
    // One piece is as good as several: it comes from the same disk.
    chunkSizeWarningLimit: 2000,
  },
});
