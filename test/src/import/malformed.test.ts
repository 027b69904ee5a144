import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile, NOWHERE, openFolder } from './support.js';

const HEADER = 'platform,handle,followers';
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('a file that is not a CSV file in UTF-8', () => {
  let folder: Awaited<ReturnType<typeof openFolder>>;
  beforeAll(async () => {
    folder = await openFolder();
  });
  afterAll(() => folder.close());

  /** The message without the folder's name. */
  const messageOf = async (file: string, map?: string) => {
    const error: unknown = await importFile(file, NOWHERE, { map }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'ImportError' });
    return (error as Error).message.replace(`${folder.path('')}/`, '');
  };

  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'x.csv: is empty'],
    ['only a byte order mark', '\ufeff', 'x.csv: is empty'],
    [
      'without a header',
      'TIKTOK,ada,100\n',
      'x.csv: nothing says platform, handle and followers: name the columns with --map platform=COLUMN,handle=COLUMN,followers=COLUMN; line 1 has TIKTOK, ada, 100',
    ],
    ['a header with a gap', 'platform,,followers\n', 'x.csv: line 1: column 2 has no name'],
    [
      'a header with a name twice',
      'handle,platform,handle\n',
      'x.csv: line 1: column "handle" is there twice',
    ],
    [
      'UTF-16',
      Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'),
      'x.csv: is UTF-16; save it as CSV in UTF-8',
    ],
    [
      'UTF-16 without a mark',
      Buffer.from(`${HEADER}\n`, 'utf16le'),
      'x.csv: byte 1 (line 1) is 0x00, which is not text in UTF-8; it may be a spreadsheet or UTF-16 file: save it as CSV in UTF-8',
    ],
    [
      'Latin-1',
      latin1(`${HEADER}\nTIKTOK,ada,1\nTIKTOK,zo\xeb,1\n`),
      'x.csv: byte 48 (line 3) is 0xEB, which is not text in UTF-8; it may be Latin-1 or Windows-1252: save it as CSV in UTF-8',
    ],
    [
      'Latin-1 behind many lines',
      Buffer.concat([
        Buffer.from(`${HEADER}\n${'TIKTOK,zoë,1\n'.repeat(20_000)}`),
        latin1('TIKTOK,\xeb,1\n'),
      ]),
      'x.csv: byte 280033 (line 20002) is 0xEB, which is not text in UTF-8; it may be Latin-1 or Windows-1252: save it as CSV in UTF-8',
    ],
    [
      'a NUL byte',
      `${HEADER}\nTIKTOK,a\u0000,1\n`,
      'x.csv: byte 34 (line 2) is 0x00, which is not text in UTF-8; it may be a spreadsheet or UTF-16 file: save it as CSV in UTF-8',
    ],
    [
      'a character cut off at the end',
      Buffer.from(`${HEADER}\nTIKTOK,zoë`).subarray(0, -1),
      'x.csv: the last character is cut off: the file is not complete',
    ],
    [
      'a quote that is never closed',
      `${HEADER}\nTIKTOK,a,1\nTIKTOK,"b,2\nTIKTOK,c,3\n`,
      'x.csv: line 3: a quote is opened here and never closed',
    ],
    [
      'a quote inside a cell',
      `${HEADER}\nTIKTOK,a,1\nTIKTOK,5" b,2\n`,
      'x.csv: line 3: a quote inside a cell must be doubled, and the whole cell quoted: "5"" lens"',
    ],
    [
      'text behind a closing quote',
      `${HEADER}\nTIKTOK,"a"b,1\n`,
      'x.csv: line 2: a quote inside a cell must be doubled, and the whole cell quoted: "5"" lens"',
    ],
  ])('%s is refused in one line', async (_what, content, message) => {
    expect(await messageOf(await folder.write('x.csv', content))).toBe(message);
  });

  it('a file that is not there, and a folder, are refused in one line', async () => {
    expect(await messageOf(folder.path('nothing.csv'))).toBe('nothing.csv: there is no such file');
    expect(await messageOf(folder.path('.'))).toMatch(/: is a folder, not a file$/);
  });

  it('a column of the mapping that the file does not have is named', async () => {
    const file = await folder.write('x.csv', 'account,fans\nada,1\n');
    expect(await messageOf(file, 'platform=TIKTOK,handle=account,followers=followers')).toBe(
      'x.csv: there is no column "followers"; line 1 has account, fans',
    );
    expect(await messageOf(file, 'tiktok-2020-videos')).toBe(
      'x.csv: there is no column "n_followers"; line 1 has account, fans',
    );
  });

  it('a cell of 200 MB is refused long before it is read', async () => {
    const file = folder.path('huge.csv');
    const stream = createWriteStream(file);
    stream.write(`${HEADER}\nTIKTOK,"`);
    const megabyte = 'x'.repeat(1 << 20);
    for (let i = 0; i < 200; i++) {
      if (!stream.write(megabyte)) await once(stream, 'drain');
    }
    await finished(stream.end('",1\n'));
    const before = process.memoryUsage().rss;
    expect(await messageOf(file)).toBe(
      'huge.csv: line 2: the row is longer than 1048576 characters; is a quote not closed?',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * (1 << 20));
  });
});

describe('an unusual file that is CSV in UTF-8', () => {
  let folder: Awaited<ReturnType<typeof openFolder>>;
  beforeAll(async () => {
    folder = await openFolder();
  });
  afterAll(() => folder.close());

  it.each<[string, string]>([
    ['with a byte order mark', `\ufeff${HEADER}\nTIKTOK,a,1\nTIKTOK,b,2\n`],
    ['with CRLF', `${HEADER}\r\nTIKTOK,a,1\r\nTIKTOK,b,2\r\n`],
    ['with both line ends and empty lines', `${HEADER}\r\n\nTIKTOK,a,1\n\r\nTIKTOK,b,2`],
    [
      'with quotes and line breaks in cells',
      `${HEADER},name,x
TIKTOK,a,1,"A ""B""","x
y"
TIKTOK,b,"2",x,
`,
    ],
    ['with columns nobody asked for', `x,${HEADER}\n1,TIKTOK,a,1\n1,TIKTOK,b,2\n`],
    ['with spaces around cells', `platform, handle ,followers\n TIKTOK , a , 1 \nTIKTOK,b,2\n`],
  ])('%s is imported', async (_what, content) => {
    const { created, rejects } = await importFile(await folder.write('x.csv', content), NOWHERE);
    expect([created, rejects.examples]).toEqual([2, []]);
  });
});
