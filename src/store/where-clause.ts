import { literal, Op, type WhereOptions } from 'sequelize';
import type { ColumnValue, Condition, Query, Row } from '../plugin-api/index.ts';

/** The conditions of a query for Sequelize. Comparisons with NULL are those of SQL, except in equality and `in`. */
export function whereClause(where: Query<Row>['where'] = {}): WhereOptions {
  return Object.fromEntries(
    Object.entries(where).map(([column, condition]) => [column, operatorOf(condition)]),
  );
}

function operatorOf(condition: Condition | undefined): Record<symbol, unknown> {
  // An undefined condition must not fall away: a change would then meet every row. NULL equals nothing.
  if (condition === undefined) return { [Op.eq]: literal('NULL') };
  if (condition === null || typeof condition !== 'object') return equals(condition);
  if ('lt' in condition) return { [Op.lt]: operand(condition.lt) };
  if ('gt' in condition) return { [Op.gt]: operand(condition.gt) };
  if ('gte' in condition) return { [Op.gte]: operand(condition.gte) };
  if ('ne' in condition) return { [Op.ne]: operand(condition.ne) };
  return isOneOf(condition.in);
}

function equals(value: ColumnValue): Record<symbol, unknown> {
  return { [Op.eq]: operand(value) };
}

/** SQL's IN never matches NULL. */
function isOneOf(values: readonly ColumnValue[]): Record<symbol, unknown> {
  const others = { [Op.in]: values.filter((value) => value !== null).map(operand) };
  return values.includes(null) ? { [Op.or]: [others, equals(null)] } : others;
}

/** Sequelize writes values into the SQL text, which ends at a NUL character. */
function operand(value: ColumnValue): unknown {
  if (typeof value !== 'string' || !value.includes('\0')) return value;
  return literal(`CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)`);
}
