import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ErrorCode, errorCodes, GlassgateError } from './error.ts';

const docsPath = resolve(import.meta.dirname, '../../docs/errors.md');

/** The rows of the table whose first column is a code in backticks. */
async function documentedCodes(): Promise<string[][]> {
  const lines = (await readFile(docsPath, 'utf8')).split('\n');
  return lines
    .filter((line) => /^\|\s*`[A-Z_]+`\s*\|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, ...cells]) => cells.slice(0, 6));
}

const yesOrNo: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

describe('docs/errors.md', () => {
  it('has one row per code, with the status, kind and retryability that the gateway uses', async () => {
    const rows = await documentedCodes();
    const documented = rows.map(([code, status, kind, retryable]) => ({
      code,
      status: Number(status),
      kind,
      retryable: yesOrNo[retryable ?? ''],
    }));
    const used = Object.entries(errorCodes).map(([code, traits]) => ({ code, ...traits }));
    const byCode = (a: { code?: string | undefined }, b: { code?: string | undefined }) =>
      String(a.code).localeCompare(String(b.code));
    expect(documented.toSorted(byCode)).toEqual(used.toSorted(byCode));
  });

  it('says of every code what it means and what to do', async () => {
    for (const [code, , , , meaning, advice] of await documentedCodes()) {
      expect({ code, meaning, advice }).toEqual({
        code,
        meaning: expect.stringMatching(/\w{3}/),
        advice: expect.stringMatching(/\w{3}/),
      });
    }
  });
});

describe('GlassgateError', () => {
  it.each(Object.keys(errorCodes) as ErrorCode[])('%s has the traits of the table', (code) => {
    const { status, kind, retryable, details } = new GlassgateError(code, 'A sentence.');
    expect({ status, kind, retryable }).toEqual(errorCodes[code]);
    expect(details).toEqual({});
  });

  it('may say that this time a retry is not safe', () => {
    expect(new GlassgateError('CONTAINER_BUSY', 'No.', { retryable: false }).retryable).toBe(false);
  });

  it('keeps the cause it is given, and has none otherwise', () => {
    const cause = new Error('disk full');
    expect(new GlassgateError('INTERNAL_ERROR', 'No.', { cause }).cause).toBe(cause);
    expect(new GlassgateError('INTERNAL_ERROR', 'No.')).not.toHaveProperty('cause');
  });

  it('is recognised by its brand, also from another copy of this module', () => {
    expect(GlassgateError.is(new GlassgateError('NOT_FOUND', 'No.'))).toBe(true);
    expect(GlassgateError.is({ [Symbol.for('glassgate.error')]: true })).toBe(true);
    expect([new Error('NOT_FOUND'), { code: 'NOT_FOUND' }, null, 'NOT_FOUND'].some(GlassgateError.is)).toBe(
      false,
    );
  });

  it('is made of any thrown value, and left alone when it is one', () => {
    const error = new GlassgateError('NOT_FOUND', 'No.');
    expect(GlassgateError.from(error)).toBe(error);
    expect(GlassgateError.from('oops')).toMatchObject({ code: 'INTERNAL_ERROR', cause: 'oops' });
    expect(GlassgateError.from('oops', 'The request was canceled.').message).toBe(
      'The request was canceled.',
    );
  });
});
