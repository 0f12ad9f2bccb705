import { writeCursor } from './cursor.ts';
import { parseListQuery } from './list-query.ts';

const invalid = expect.objectContaining({ code: 'INVALID_REQUEST' });

describe('parseListQuery', () => {
  it('needs nothing, and takes empty fields for nothing', () => {
    expect(parseListQuery({})).toEqual({ limit: 50 });
    expect(parseListQuery({ status: '', cursor: '', from: '' })).toEqual({ limit: 50 });
  });

  it('reads every parameter', () => {
    const cursor = { startedAt: '2026-11-20T18:00:00.000000+00:00', jobId: 'j1' };
    const query = {
      status: 'failed',
      container: 'c1',
      profile: 'p1',
      request_id: "r'1",
      from: '2026-11-20',
      to: '2026-11-20T03:00:00 03:00',
      limit: '500',
      cursor: writeCursor(cursor),
    };
    expect(parseListQuery(query)).toEqual({
      ...query,
      from: '2026-11-20T00:00:00.000000+00:00',
      to: '2026-11-20T00:00:00.000000+00:00',
      limit: 500,
      cursor,
    });
  });

  it.each([
    { status: 'done' },
    { limit: '0' },
    { limit: '501' },
    { limit: 'x' },
    { from: 'yesterday' },
    { to: '2026-02-30' },
    { container: 'x'.repeat(257) },
    { container: ['c1', 'c2'] },
    { cursor: 'x' },
    { cursor: '%' },
    { cursor: 'x'.repeat(1001) },
    { cursor: Buffer.from('{"a":1}').toString('base64url') },
    { cursor: Buffer.from('["a"]').toString('base64url') },
    { cursor: Buffer.from('["a", 1]').toString('base64url') },
    { cursor: Buffer.from(JSON.stringify(['a', 'x'.repeat(300)])).toString('base64url') },
  ])('refuses %j', (query) => {
    expect(() => parseListQuery(query)).toThrow(invalid);
  });
});
