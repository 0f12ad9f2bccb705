import type { ColumnValue, Condition, Query, Redactor, Row } from '../plugin-api/index.ts';
import type { DeclaredTable } from './declared-table.ts';

type Where = NonNullable<Query<Row>['where']>;

/** Masks secrets in what is written to one table, and in what its rows are compared with. */
export interface RowRedactor {
  columns(columns: Partial<Row>): Row;
  where(where: Where): Where;
  key(key: string | number): string | number;
}

/** Every text is redacted but those of columns that are declared `verbatim`. */
export function createRowRedactor(
  { columns: declared, primaryKey }: Pick<DeclaredTable, 'columns' | 'primaryKey'>,
  redact: Redactor,
): RowRedactor {
  const redactors = new Map(
    Object.entries(declared)
      .filter(([, { type, verbatim }]) => type === 'text' && verbatim !== true)
      // Two keys that hold secrets must stay two.
      .map(([name]) => [name, name === primaryKey ? redact.id : redact.text]),
  );
  const clean = <V>(name: string, value: V): V =>
    typeof value === 'string' ? ((redactors.get(name)?.(value) ?? value) as V) : value;
  return {
    columns: (columns) => {
      const copy: Record<string, ColumnValue> = {};
      for (const name in columns) copy[name] = clean(name, columns[name]) as ColumnValue;
      return copy;
    },
    where: (where) =>
      Object.fromEntries(
        Object.entries(where).map(([name, condition]) => [
          name,
          mapCondition(condition, (value) => clean(name, value)),
        ]),
      ) as Where,
    key: (key) => clean(primaryKey, key),
  };
}

function mapCondition(
  condition: Condition | undefined,
  map: (value: ColumnValue) => ColumnValue,
): Condition | undefined {
  if (condition === undefined || condition === null || typeof condition !== 'object') {
    return condition === undefined ? undefined : map(condition);
  }
  const operands = Object.entries(condition).map(([operator, operand]) => [
    operator,
    Array.isArray(operand) ? operand.map(map) : map(operand),
  ]);
  return Object.fromEntries(operands) as Condition;
}
