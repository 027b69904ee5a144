import { ImportError } from './errors.js';

const NEWLINE = 0x0a;

/**
 * Bytes to text, as long as they are UTF-8 without NUL; a byte order mark is dropped.
 * @throws ImportError with the byte's position for anything else
 */
export async function* decodeUtf8(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let offset = 0;
  let line = 1;
  for await (const chunk of chunks) {
    if (offset === 0) refuseUtf16(file, chunk);
    const bad = firstBadByte(decoder, chunk);
    if (typeof bad === 'number') {
      const place = `byte ${offset + bad} (line ${line + newlines(chunk.subarray(0, bad))})`;
      const hex = `0x${chunk[bad].toString(16).toUpperCase().padStart(2, '0')}`;
      const guess = chunk[bad] === 0 ? 'a spreadsheet or UTF-16 file' : 'Latin-1 or Windows-1252';
      throw new ImportError(
        `${file}: ${place} is ${hex}, which is not text in UTF-8; it may be ${guess}: save it as CSV in UTF-8`,
      );
    }
    yield bad.text;
    offset += chunk.length;
    line += newlines(chunk);
  }
  try {
    decoder.decode();
  } catch {
    throw new ImportError(`${file}: the last character is cut off: the file is not complete`);
  }
}

function refuseUtf16(file: string, chunk: Uint8Array): void {
  const [first, second] = chunk;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) throw new ImportError(`${file}: is UTF-16; save it as CSV in UTF-8`);
}

/** The chunk's text, or the position of its first byte that cannot be part of the text. */
function firstBadByte(decoder: TextDecoder, chunk: Uint8Array): { text: string } | number {
  const nul = chunk.indexOf(0);
  if (nul >= 0) return nul;
  try {
    return { text: decoder.decode(chunk, { stream: true }) };
  } catch {
    return firstBadSequence(chunk);
  }
}

/** The longest start of the chunk that is text ends where the bad sequence starts. */
function firstBadSequence(chunk: Uint8Array): number {
  // What the previous chunk's last character still lacked comes first.
  let good = 0;
  while (good < 3 && (chunk[good] & 0xc0) === 0x80) good++;
  const text = chunk.subarray(good);
  let length = 0;
  let refused = text.length + 1;
  while (refused - length > 1) {
    const middle = (length + refused) >> 1;
    if (isText(text.subarray(0, middle), { stream: true })) length = middle;
    else refused = middle;
  }
  // 0xE9 before a line break is the bad byte, not the line break.
  while (!isText(text.subarray(0, length), { stream: false })) length--;
  return length < text.length ? good + length : 0;
}

function isText(bytes: Uint8Array, options: { stream: boolean }): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
