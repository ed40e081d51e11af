import { defineConfig } from '@playwright/test';

/**
 * Tests in a real browser: one at a time, for they share the kernel's interfaces, and never a second
 * try, for a test that needs one hides a fault. They start the installed browser through
 * test/support/browser.ts; Playwright downloads none.
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  // For what hangs: a machine that is busy with something else fails no test.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
});
