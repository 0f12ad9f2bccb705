import type { Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug } from 'umzug';
import { completeTable } from './complete-table.ts';
import type { DeclaredTable } from './declared-table.ts';
import { defineModel } from './models.ts';
import { storeUnavailable } from './store-error.ts';

const migrationsTable = 'glassgate_migrations';

/** Bring every table to its declaration. Each version of a declaration is applied once per file. */
export async function migrate(sequelize: Sequelize, tables: Iterable<DeclaredTable>): Promise<void> {
  const queries = sequelize.getQueryInterface();
  const umzug = new Umzug({
    migrations: Array.from(tables, (table) => ({
      name: `${table.plugin}/${table.name}/${table.fingerprint}`,
      up: () => completeTable({ table, model: defineModel(sequelize, table), queries }),
    })),
    storage: new SequelizeStorage({ sequelize, modelName: migrationsTable, tableName: migrationsTable }),
    logger: undefined,
  });
  try {
    await umzug.up();
  } catch (error) {
    throw storeUnavailable('The tables of the database cannot be brought up to date.', causeOf(error));
  }
}

/** Umzug wraps what a migration has thrown; our own sentence says more. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
