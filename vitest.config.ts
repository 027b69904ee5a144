import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would load graphql's ESM build beside the CommonJS one that Node gives to everybody else,
  // and errors of one are not errors of the other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    globalSetup: ['test/support/global-setup.ts', 'test/support/page-setup.ts'],
    // Vitest would leave a core free, which of two is half, and many tests wait for servers to start.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
