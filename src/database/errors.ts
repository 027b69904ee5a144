/** The database cannot be opened; the message is one line for the person who starts the server. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
}

/** Another process has the data folder open. */
export class DataFolderLockedError extends DatabaseUnavailableError {
  override name = 'DataFolderLockedError';
}
