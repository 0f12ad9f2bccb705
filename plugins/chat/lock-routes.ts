import type { HttpTools, Request, Response, Routes, SetupContext } from 'glassgate/plugin-api';
import type { ChatLocks } from './chat-locks.ts';
import type { ChatMetrics } from './chat-metrics.ts';
import { sessionRecord } from './chat-services.ts';
import { parseLockBody } from './lock-body.ts';

interface RouteParts {
  readonly locks: ChatLocks;
  readonly maintenance: ChatMetrics['maintenance'];
  readonly log: SetupContext<unknown>['log'];
}

const bodyLimitBytes = 64 * 1024;
const nothingLocked = { ok: false, chat_session: null };

/** `POST /v1/chats/lock` and `/v1/chats/unlock`, and the names that they had before. */
export function lockRoutes(parts: RouteParts): Routes {
  return (routes, http) => {
    const json = http.jsonBody({ limitBytes: bodyLimitBytes });
    for (const path of ['/v1/chats/lock', '/v1/chat/lock'] as const) {
      const summary = 'Keep the container of a chat for an operator';
      routes.post(path, { access: 'operator', summary }, json, (req, res) => lock({ req, res, http }, parts));
    }
    for (const path of ['/v1/chats/unlock', '/v1/chat/unlock'] as const) {
      const summary = 'Give the container of a chat back';
      routes.post(path, { access: 'operator', summary }, json, (req, res) =>
        unlock({ req, res, http }, parts),
      );
    }
  };
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly http: HttpTools;
}

async function lock({ req, res, http }: Asked, { locks, maintenance, log }: RouteParts): Promise<void> {
  const wish = parseLockBody(req.body);
  const outcome = wish === undefined ? undefined : await locks.lock(wish);
  const isLocked = outcome?.result === 'locked';
  maintenance.increment({ action: 'lock', result: isLocked ? 'done' : 'refused' });
  if (isLocked) {
    log.info(
      {
        event: 'chat.locked',
        chat_url: wish?.chatUrl,
        locked_by: wish?.lockedBy,
        ttl_seconds: wish?.ttlSeconds,
      },
      'chat locked',
    );
    res.json({ ok: true, chat_session: sessionRecord(outcome.row) });
    return;
  }
  if (outcome?.result === 'held') {
    res.status(409).json({ ok: false });
    return;
  }
  http.of(req).failed(outcome === undefined ? 'INVALID_REQUEST' : 'NOT_FOUND');
  res.status(outcome === undefined ? 400 : 404).json(nothingLocked);
}

async function unlock({ req, res, http }: Asked, { locks, maintenance, log }: RouteParts): Promise<void> {
  const wish = parseLockBody(req.body);
  const ok = wish !== undefined && (await locks.unlock(wish));
  maintenance.increment({ action: 'unlock', result: ok ? 'done' : 'refused' });
  if (ok)
    log.info({ event: 'chat.unlocked', chat_url: wish.chatUrl, locked_by: wish.lockedBy }, 'chat unlocked');
  if (wish === undefined) {
    http.of(req).failed('INVALID_REQUEST');
    res.status(400);
  }
  res.json({ ok });
}
