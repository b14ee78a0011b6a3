// The browser tests in ../tests/e2e, run with the packages of this folder: real Chromium, real server, real Redis.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('../tests/e2e'),
  resolve: {
    alias: {
      vitest: here('node_modules/vitest/dist/index.js'),
      'playwright-core': here('node_modules/playwright-core/index.mjs'),
    },
  },
  server: { fs: { strict: false } },
  test: {
    include: ['**/*.test.ts'],
    pool: 'forks',
    // One at a time: the browser, the server and Redis have two cores already. Two at a time pass on a quiet machine in 60 %
    // of the time, and run out of theirs on one that is busy.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 1, // the machine is shared and noisy; what fails twice is at fault, and the report names what was repeated
  },
});
