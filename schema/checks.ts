import { InputError, type Path } from './errors.js';

const MAX_NAME = 100;
const NAME = new RegExp(String.raw`^\P{Cc}{1,${MAX_NAME}}$`, 'u');

export function between(path: Path, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw new InputError(path, `must be from ${min} to ${max}`, value);
  }
}

export function nameOf(path: Path, name: string | null | undefined): string | null {
  if (name == null) return null;
  const trimmed = name.trim();
  if (!NAME.test(trimmed)) {
    throw new InputError(path, `must be 1 to ${MAX_NAME} printable characters`, name);
  }
  return trimmed;
}

export function oneTo(path: Path, length: number, max: number, what: string): void {
  if (length < 1 || length > max) {
    throw new InputError(path, `must have 1 to ${max} ${what}`, length);
  }
}
