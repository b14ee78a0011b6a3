// Unit tests of the web side: happy-dom where a test says so in its first line, plain Node otherwise.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['**/*.test.{ts,tsx}'], reporters: ['default'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
