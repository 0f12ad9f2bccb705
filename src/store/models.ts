import {
  DataTypes,
  type Model,
  type ModelAttributeColumnOptions,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';
import type { Column, ColumnType } from '../plugin-api/index.ts';
import type { DeclaredTable } from './declared-table.ts';

export type TableModel = ModelStatic<Model>;

const dataTypes = {
  text: DataTypes.TEXT,
  integer: DataTypes.INTEGER,
  real: DataTypes.REAL,
} as const satisfies Record<ColumnType, unknown>;

/** The Sequelize model of one table: reads and DDL come from it. */
export function defineModel(sequelize: Sequelize, table: DeclaredTable): TableModel {
  const columns = Object.entries(table.columns).map(([name, column]) => [name, attributeOf(column)]);
  return sequelize.define(table.name, Object.fromEntries(columns), {
    tableName: table.name,
    timestamps: false,
    indexes: table.indexes.map((fields) => ({ fields: [...fields] })),
  });
}

export function attributeOf(column: Column): ModelAttributeColumnOptions {
  return {
    type: dataTypes[column.type],
    allowNull: !column.notNull,
    primaryKey: column.primaryKey ?? false,
    autoIncrement: column.autoIncrement ?? false,
    ...(column.default === undefined ? {} : { defaultValue: column.default }),
  };
}
