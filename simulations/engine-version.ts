/** Changes whenever the same scenario, seed and draws give other numbers. */
export const ENGINE_VERSION = 2;
