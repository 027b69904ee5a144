import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page is at /graphql and its files at /assets/.
  base: './',
  build: {
    outDir: '../../dist/planner',
    emptyOutDir: true,
    // Inlined files would need `data:` in the page's content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
  },
  worker: { format: 'es' },
});
