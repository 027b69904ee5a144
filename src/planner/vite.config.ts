import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page is at /graphql and its files at /assets/.
  base: './',
  build: {
    outDir: '../../dist/planner',
    emptyOutDir: true,
    // The editor's own size.
    chunkSizeWarningLimit: 5000,
  },
  worker: { format: 'es' },
});
