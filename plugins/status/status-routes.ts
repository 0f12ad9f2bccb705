import {
  type ContainerDirectory,
  GlassgateError,
  type HttpTools,
  type Request,
  type Response,
  type Routes,
  redactValue,
} from 'glassgate/plugin-api';
import { z } from 'zod';
import { type PoolParts, poolStatus } from './pool-status.ts';

// A form sends its empty fields too.
const querySchema = z.object({ container_id: z.string().optional() });

/** `GET /v1/status`: one worker's own status. `GET /v1/status/all`: the whole pool. */
export function statusRoutes(parts: PoolParts): Routes {
  return (routes, http) => {
    routes.get('/v1/status', { access: 'operator', summary: 'Ask one worker how it is' }, (req, res) =>
      askOne({ req, res, http }, parts),
    );
    const allOptions = { access: 'operator', summary: 'Ask every worker how it is' } as const;
    routes.get('/v1/status/all', allOptions, async (req, res) => {
      res.json({ ok: true, status: await poolStatus(parts, http.of(req).signal) });
    });
  };
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly http: HttpTools;
}

async function askOne({ req, res, http }: Asked, { containers }: PoolParts): Promise<void> {
  const id = containerIdIn(req.query) ?? firstEnabled(containers());
  if (id === undefined) {
    res.json({ ok: false, status: { error: 'no enabled containers' } });
    return;
  }
  const scope = http.of(req);
  try {
    const status = redactValue(await containers().ask(id, scope.signal));
    res.json({ ok: true, status: { container_id: id, status } });
  } catch (cause) {
    const error = GlassgateError.from(cause);
    if (error.code !== 'NOT_FOUND' && error.code !== 'UPSTREAM_ERROR') throw cause;
    scope.failed(error.code);
    res.status(error.status).json({ ok: false, status: { error: error.message } });
  }
}

function firstEnabled(containers: ContainerDirectory): string | undefined {
  return containers.list().find(({ isDraining }) => !isDraining)?.id;
}

function containerIdIn(query: unknown): string | undefined {
  const result = querySchema.safeParse(query);
  if (!result.success) throw new GlassgateError('INVALID_REQUEST', "Give 'container_id' once.");
  return result.data.container_id || undefined;
}
