import { defineConfig } from '@playwright/test';

/** Tests in Electron itself, where its runtime is at hand. They need no privileges. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/electron',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
});
