import { parseReportQuery } from './report-query.ts';

const range = { from: '2026-11-20T01:00:00+03:00', to: '2026-11-21' };

describe('parseReportQuery', () => {
  it('reads times as instants and fills in the defaults', () => {
    expect(parseReportQuery({ ...range, limit: '', unknown: 'x' })).toEqual({
      from: '2026-11-19T22:00:00.000000+00:00',
      to: '2026-11-21T00:00:00.000000+00:00',
      limit: 50,
      offset: 0,
      format: 'json',
    });
  });

  it.each([
    ['1', '0'],
    ['500', '1000000'],
  ])('takes limit %s and offset %s', (limit, offset) => {
    const query = parseReportQuery({ ...range, limit, offset, format: 'csv' });
    expect(query).toMatchObject({ limit: Number(limit), offset: Number(offset), format: 'csv' });
  });

  it.each([
    ['from', { from: undefined }],
    ['from', { from: '' }],
    ['from', { from: 'yesterday' }],
    ['from', { from: [range.from, range.from] }],
    ['to', { to: undefined }],
    ['to', { to: '2026-02-30' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '501' }],
    ['limit', { limit: '-1' }],
    ['limit', { limit: '1.5' }],
    ['limit', { limit: '1e2' }],
    ['limit', { limit: '50; DROP TABLE jobs' }],
    ['offset', { offset: '-1' }],
    ['offset', { offset: 'x' }],
    ['format', { format: 'xml' }],
  ])('refuses a wrong %s: %j', (field, change) => {
    expect(() => parseReportQuery({ ...range, ...change })).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        details: { issues: [expect.objectContaining({ field })] },
      }),
    );
  });

  it('names every mistake at once', () => {
    expect(() => parseReportQuery({})).toThrow(
      expect.objectContaining({
        details: {
          issues: [
            { field: 'from', message: 'missing' },
            { field: 'to', message: 'missing' },
          ],
        },
      }),
    );
  });
});
