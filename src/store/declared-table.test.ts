import { type Column, defineTable } from '../plugin-api/index.ts';
import { declareTables } from './declared-table.ts';
import { entries, jobs } from './store-fixture.ts';

const id: Column = { type: 'text', primaryKey: true };

const wrong: readonly [string, Record<string, Column>, readonly string[][], string][] = [
  ['t', { a: { type: 'text' } }, [], 'has 0 primary key columns instead of one'],
  ['t', { a: id, b: id }, [], 'has 2 primary key columns instead of one'],
  ['t', { a: id }, [['b']], "has an index over 'b', which is not a column of it"],
  ['t', { a: { ...id, autoIncrement: true } }, [], "counts 'a', which is not an integer primary key"],
  ['t', { 'a"b': id }, [], `uses the name 'a"b', which is not letters, digits and _`],
  ['t;', { a: id }, [], "uses the name 't;', which is not letters, digits and _"],
  ['glassgate_t', { a: id }, [], 'uses a reserved prefix'],
];

describe('the declaration of a table', () => {
  it.each(wrong)('%s %j %j is refused: %4$s', (name, columns, indexes, problem) => {
    const table = defineTable({ name, columns, indexes });
    expect(() => declareTables([{ plugin: 'p', table }])).toThrow(
      `Table '${name}' of plugin 'p' ${problem}.`,
    );
  });

  it('reports the problems of all tables together', () => {
    const tables = ['a', 'b'].map((name) => ({
      plugin: 'p',
      table: defineTable({ name, columns: {}, indexes: [] }),
    }));
    expect(() => declareTables(tables)).toThrow(/Table 'a' .*Table 'b' /);
  });

  it('may be repeated by another plugin, but not differently', () => {
    const other = { ...jobs, indexes: [] };
    expect(declareTables([...entries, { plugin: 'reports', table: jobs }]).size).toBe(2);
    expect(() => declareTables([...entries, { plugin: 'reports', table: other }])).toThrow(
      "Plugins 'jobs' and 'reports' declare table 'jobs' differently.",
    );
  });
});
