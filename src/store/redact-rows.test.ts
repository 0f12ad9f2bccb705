import { createRedactor, defineTable } from '../plugin-api/index.ts';
import { declareTables } from './declared-table.ts';
import { createRowRedactor } from './redact-rows.ts';

type Note = {
  readonly id: string;
  readonly text: string | null;
  readonly url: string;
  readonly size: number;
};
const notes = defineTable<Note>({
  name: 'notes',
  columns: {
    id: { type: 'text', primaryKey: true },
    text: { type: 'text' },
    url: { type: 'text', verbatim: true },
    size: { type: 'integer' },
  },
  indexes: [],
});
const [table] = [...declareTables([{ plugin: 'test', table: notes }]).values()];
const password = `S3cr${'et'}Pw9`;
const redactor = createRowRedactor(table as NonNullable<typeof table>, createRedactor());

describe('a row', () => {
  it('keeps its secrets only in columns that are declared verbatim', () => {
    const row = { id: 'n-1', text: `token=${password}`, url: `socks5://u:${password}@h:1`, size: 3 };

    expect(redactor.columns(row)).toEqual({ ...row, text: 'token=***' });
    expect(row.text).toContain(password);
    expect(redactor.columns({ text: null })).toEqual({ text: null });
  });

  it('is found by a key or a text that holds a secret', () => {
    const id = `token=${password}`;
    const stored = redactor.columns({ id, text: id });

    expect(stored['id']).toMatch(/^\*\*\*-[\da-f]{12}$/);
    expect(redactor.key(id)).toBe(stored['id']);
    expect(redactor.where({ id, text: { in: [id, null] }, size: { gte: 3 } })).toEqual({
      id: stored['id'],
      text: { in: [stored['text'], null] },
      size: { gte: 3 },
    });
    expect(redactor.where({ text: null, size: undefined as never })).toEqual({ text: null, size: undefined });
  });
});
