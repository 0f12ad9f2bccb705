import { GlassgateError, type Routes, redactText, type Store } from 'glassgate/plugin-api';
import type { AlertDesk } from './alert-desk.ts';
import { entryOf } from './outbox-entry.ts';
import { type ListedRow, listOutbox, parseOutboxQuery } from './outbox-query.ts';
import { outboxTable } from './tables.ts';

const limitBytes = 1_048_576;
const receiverPattern = /^[\w.-]{1,64}$/;

interface RouteParts {
  readonly desk: AlertDesk;
  readonly store: Store;
}

/** The webhook, and what a person needs who asks where an alert is. */
export function alertRoutes({ desk, store }: RouteParts): Routes {
  return (routes, http) => {
    const webhook = { access: 'operator', summary: 'Take a webhook of Alertmanager or Grafana' } as const;
    routes.post('/v1/alerts/:receiver', webhook, http.jsonBody({ limitBytes }), async (req, res) => {
      const { receiver } = req.params;
      if (!receiverPattern.test(receiver)) {
        throw new GlassgateError(
          'INVALID_REQUEST',
          "A receiver is 1 to 64 of the characters 'A-Z a-z 0-9 _ . -'.",
        );
      }
      const accepted = await desk.running.intake.accept(receiver, req.body);
      res.json({ ok: true, ...accepted, request_id: http.of(req).requestId });
    });

    const list = { access: 'operator', summary: 'List messages to people, newest first' } as const;
    routes.get('/v1/alerts/outbox', list, async (req, res) => {
      const query = parseOutboxQuery(req.query);
      // What is queued should be seen. During an outage of the disk the older rows are still worth it.
      await store.committed().catch(() => undefined);
      const { items, nextCursor } = await listOutbox(store, query, http.of(req).signal);
      res.json({ ok: true, items: items.map(shown), meta: { limit: query.limit, next_cursor: nextCursor } });
    });

    const again = { access: 'operator', summary: 'Send a dead letter after all' } as const;
    routes.post('/v1/alerts/outbox/:id/retry', again, async (req, res) => {
      const [row] = await store.table(outboxTable).find({ where: { id: req.params.id } });
      if (row === undefined) throw new GlassgateError('NOT_FOUND', 'There is no message with this id.');
      if (row.state !== 'dead') {
        throw new GlassgateError('INVALID_REQUEST', `The message is no dead letter, it is '${row.state}'.`);
      }
      const entry = entryOf(row);
      if (entry === undefined) {
        throw new GlassgateError('INVALID_REQUEST', 'The stored message cannot be read.');
      }
      await desk.running.retry(entry);
      res.json({ ok: true, id: row.id, channel: row.channel, request_id: http.of(req).requestId });
    });
  };
}

// Written without secrets; a rule that is newer than the row may find more.
function shown(row: ListedRow): ListedRow {
  return { ...row, title: redactText(row.title), last_error: row.last_error && redactText(row.last_error) };
}
