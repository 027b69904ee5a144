/**
 * Arguments with which a thread loads TypeScript as ES modules. `--import tsx` would answer `require`
 * too, which Piscina asks first: in CommonJS modules every constant of another file is a getter, in
 * every turn of a loop.
 */
export const TYPESCRIPT_MODULES: readonly string[] = [
  '--import',
  new URL('./register-typescript.js', import.meta.url).href,
];
