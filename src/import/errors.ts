/** The import cannot go on; the message is one line for the person at the terminal. */
export class ImportError extends Error {
  override name = 'ImportError';
}
