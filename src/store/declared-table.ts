import { createHash } from 'node:crypto';
import { type Column, GlassgateError, type Table } from '../plugin-api/index.ts';

export interface TableEntry {
  readonly plugin: string;
  readonly table: Table;
}

/** A table that was checked once, so that nothing below has to ask again. */
export interface DeclaredTable {
  readonly plugin: string;
  readonly name: string;
  readonly primaryKey: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly columnNames: readonly string[];
  readonly indexes: readonly (readonly string[])[];
  /** Changes when columns or indexes change, and only then. */
  readonly fingerprint: string;
}

/** The tables of all plugins by name. Every problem is reported, not only the first. */
export function declareTables(entries: readonly TableEntry[]): ReadonlyMap<string, DeclaredTable> {
  const tables = new Map<string, DeclaredTable>();
  const problems: string[] = [];
  for (const entry of entries) {
    const declared = declare(entry);
    const known = tables.get(declared.name);
    problems.push(...shapeProblems(entry), ...ownerProblems(declared, known));
    tables.set(declared.name, known ?? declared);
  }
  if (problems.length > 0) throw new GlassgateError('INTERNAL_ERROR', problems.join(' '));
  return tables;
}

function declare({ plugin, table }: TableEntry): DeclaredTable {
  const { name, columns, indexes } = table;
  const columnNames = Object.keys(columns);
  const primaryKey = columnNames.find((column) => columns[column]?.primaryKey) ?? '';
  const fingerprint = createHash('sha256')
    .update(JSON.stringify({ columns, indexes }))
    .digest('hex')
    .slice(0, 16);
  return { plugin, name, primaryKey, columns, columnNames, indexes, fingerprint };
}

function ownerProblems(declared: DeclaredTable, known: DeclaredTable | undefined): string[] {
  if (!known || known.fingerprint === declared.fingerprint) return [];
  return [`Plugins '${known.plugin}' and '${declared.plugin}' declare table '${declared.name}' differently.`];
}

const identifier = /^[a-z_][a-z0-9_]*$/i;

function shapeProblems({ plugin, table }: TableEntry): string[] {
  const problem = (text: string) => `Table '${table.name}' of plugin '${plugin}' ${text}.`;
  const columns = Object.entries(table.columns);
  const keys = columns.filter(([, column]) => column.primaryKey);
  const badNames = [table.name, ...columns.map(([name]) => name)].filter((name) => !identifier.test(name));
  const unknown = table.indexes.flat().filter((name) => !(name in table.columns));
  const badCounters = columns.filter(([, { autoIncrement, primaryKey, type }]) => {
    return autoIncrement && !(primaryKey && type === 'integer');
  });
  return [
    ...badNames.map((name) => problem(`uses the name '${name}', which is not letters, digits and _`)),
    ...unknown.map((name) => problem(`has an index over '${name}', which is not a column of it`)),
    ...badCounters.map(([name]) => problem(`counts '${name}', which is not an integer primary key`)),
    ...(keys.length === 1 ? [] : [problem(`has ${keys.length} primary key columns instead of one`)]),
    ...(/^(glassgate|sqlite)_/i.test(table.name) ? [problem('uses a reserved prefix')] : []),
  ];
}
