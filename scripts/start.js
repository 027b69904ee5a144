import './node-version.js';

// From here on TypeScript can be imported; statically it would be before the version is known.
const { register } = await import('tsx/esm/api');
register();
await import('./start.ts');
