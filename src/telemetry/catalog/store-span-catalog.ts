import type { CatalogedSpan } from './cataloged-span.ts';

/** One call of the database. */
export const storeSpan = {
  name: '{db.query.summary}',
  kind: 'CLIENT',
  help: 'One read or update of the database within a request; or all rows that the request brought into one commit.',
  attributes: {
    'db.system.name': { type: 'string', isAtStart: true, help: 'Always `sqlite`.' },
    'db.namespace': {
      type: 'string',
      isAtStart: true,
      help: 'Name of the database file, without its folder.',
    },
    'db.operation.name': { type: 'string', isAtStart: true, help: 'What is done: `SELECT`, `INSERT`, …' },
    'db.collection.name': { type: 'string', isAtStart: true, help: 'The table.' },
    'db.query.summary': { type: 'string', isAtStart: true, help: 'What is done to which table.' },
    'db.operation.batch.size': { type: 'int', help: 'Rows of it, when there is more than one.' },
    'db.response.status_code': { type: 'string', help: 'The code of SQLite when it failed.' },
    'error.type': { type: 'string', help: 'The same code.' },
    'glassgate.store.group_rows': {
      type: 'int',
      help: 'Rows of all requests in the commit that it was part of.',
    },
  },
} as const satisfies CatalogedSpan;
