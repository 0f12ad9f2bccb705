import type { Query, Repository, Row } from '../plugin-api/index.ts';
import type { DeclaredTable } from './declared-table.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TableModel } from './models.ts';
import { observed } from './observed-operation.ts';
import type { Operation, StoreInstruments } from './probe.ts';
import type { RowRedactor } from './redact-rows.ts';
import { storeUnavailable } from './store-error.ts';
import { whereClause } from './where-clause.ts';

export interface RepositoryOptions {
  readonly table: DeclaredTable;
  readonly commits: GroupCommit;
  readonly readModel: TableModel;
  readonly writeModel: TableModel;
  readonly redact: RowRedactor;
  readonly instruments: StoreInstruments;
}

/** Writes go to the group commit; reads and changes by condition go through the models of Sequelize. */
export class TableRepository implements Repository<Row> {
  readonly #options: RepositoryOptions;
  readonly #select: Operation;
  readonly #update: Operation;

  constructor(options: RepositoryOptions) {
    this.#options = options;
    const table = options.table.name;
    this.#select = { name: 'SELECT', table };
    this.#update = { name: 'UPDATE', table };
  }

  put(row: Row): void {
    const { table, commits, redact } = this.#options;
    commits.add({ kind: 'put', table, columns: redact.columns(row) });
  }

  change(key: string | number, columns: Partial<Row>): void {
    const { table, commits, redact } = this.#options;
    const changed = { ...redact.columns(columns), [table.primaryKey]: redact.key(key) };
    const row = { kind: 'change', table, columns: changed } as const;
    const isEmpty = table.columnNames.every(
      (name) => name === table.primaryKey || row.columns[name] === undefined,
    );
    if (!isEmpty) commits.add(row);
  }

  delete(key: string | number): void {
    const { table, commits, redact } = this.#options;
    commits.add({ kind: 'delete', table, columns: { [table.primaryKey]: redact.key(key) } });
  }

  find(query: Query<Row>): Promise<Row[]> {
    return observed(this.#options.instruments, this.#select, () => this.#read(query));
  }

  changeWhere(where: NonNullable<Query<Row>['where']>, columns: Partial<Row>): Promise<number> {
    const { commits, instruments } = this.#options;
    return observed(instruments, this.#update, () =>
      commits.afterQueued(() => this.#updateWhere(where, columns)),
    );
  }

  async #read({ where, order, limit, offset }: Query<Row>): Promise<Row[]> {
    const { table, readModel, redact } = this.#options;
    try {
      const rows: unknown = await readModel.findAll({
        // With an alias a column that another program has spelt in other case comes back under our name.
        attributes: table.columnNames.map((name) => [name, name]),
        where: whereClause(where && redact.where(where)),
        order: (order ?? []).map(([column, direction]) => [column, direction]),
        ...(limit === undefined ? {} : { limit }),
        ...(offset === undefined ? {} : { offset }),
        raw: true,
      });
      return rows as Row[]; // Sequelize types raw rows as models.
    } catch (error) {
      throw storeUnavailable(`Table '${table.name}' cannot be read.`, error);
    }
  }

  async #updateWhere(where: Query<Row>['where'], columns: Partial<Row>): Promise<number> {
    const { table, writeModel, redact } = this.#options;
    try {
      const [count] = await writeModel.update(redact.columns(columns), {
        where: whereClause(where && redact.where(where)),
        hooks: false,
        validate: false,
      });
      return count;
    } catch (error) {
      throw storeUnavailable(`Table '${table.name}' cannot be changed.`, error);
    }
  }
}
