import {
  type CallContext,
  type Exchange,
  type ExchangeCaller,
  type ExchangeReply,
  GlassgateError,
  type SolveContainer,
} from 'glassgate/plugin-api';
import { z } from 'zod';
import type { ContainerState, ContainerView } from './container-view.ts';

// Loose: the status object is the worker's own; both formats of "busy" exist.
const statusSchema = z.object({
  status: z.unknown().optional(),
  busy: z.unknown().optional(),
  page_url: z.unknown().optional(),
});

/** What a probe found. `reason` says more where the state alone does not. */
interface Finding {
  readonly state: ContainerState;
  readonly reason: string;
}

type Whose = { readonly call: ExchangeCaller } | { readonly signal: AbortSignal };

/** Asks containers how they are. */
export class StatusProbe implements AsyncDisposable {
  readonly #exchange: Exchange;
  readonly #running = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Ask on behalf of one request, and update the view. */
  async ask(view: ContainerView, call: CallContext): Promise<void> {
    const { state, reason } = await this.#find(view.container, { call });
    view.saw(state, reason);
  }

  /**
   * Ask for whoever wants to know. Callers that come while the question is under way share its answer, so
   * no single caller can cancel it; it is put down for the one that began it.
   */
  refresh(view: ContainerView, call?: CallContext): Promise<void> {
    const running = this.#running.get(view.id);
    if (running !== undefined) return running;
    const askedAt = performance.now();
    const asked = this.#find(view.container, this.#uncancelled(call))
      .then(({ state, reason }) => {
        // A request of ours may have used the container meanwhile: then what it saw is newer.
        const isOutdated = view.reservedBy !== undefined || view.checkedAt > askedAt;
        if (!isOutdated) view.saw(state, reason);
      })
      .finally(() => this.#running.delete(view.id));
    this.#running.set(view.id, asked);
    return asked;
  }

  /** The worker's own status object, for whoever wants to see it; UPSTREAM_ERROR when it gives none. */
  async object(container: SolveContainer, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.#look(container, { signal });
    const object = z.record(z.string(), z.unknown()).safeParse(body);
    const isFine = status >= 200 && status <= 299;
    if (isFine && object.success) return object.data;
    const what = isFine ? 'with no JSON object' : `with ${status}`;
    throw new GlassgateError('UPSTREAM_ERROR', `Container '${container.id}' answered /status ${what}.`, {
      details: { container_id: container.id, status },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#running.values());
  }

  #uncancelled(call: CallContext | undefined): Whose {
    const { signal } = this.#closed;
    if (call === undefined) return { signal };
    const { requestId, stage, attempt, journal } = call;
    return { call: { requestId, stage, attempt, journal, signal } };
  }

  #look(container: SolveContainer, whose: Whose): Promise<ExchangeReply> {
    // A worker whose /status hangs must not cost a whole read timeout.
    const limitMs = Math.min(container.timeouts.connectMs, container.timeouts.readMs);
    return this.#exchange({
      container,
      method: 'GET',
      path: '/status',
      timeouts: { connectMs: limitMs, readMs: limitMs, totalMs: limitMs },
      ...whose,
    });
  }

  async #find(container: SolveContainer, whose: Whose): Promise<Finding> {
    try {
      return readStatus(await this.#look(container, whose));
    } catch (cause) {
      const error = GlassgateError.from(cause);
      if (error.code !== 'UPSTREAM_ERROR') throw error;
      return { state: 'unreachable', reason: String(error.details['transport'] ?? error.message) };
    }
  }
}

export function readStatus({ status, body }: { status: number; body: unknown }): Finding {
  if (status === 423) return { state: 'busy', reason: '' };
  if (status < 200 || status > 299) return { state: 'unreachable', reason: `/status answered ${status}` };
  const parsed = statusSchema.safeParse(body);
  if (!parsed.success) return { state: 'unreachable', reason: '/status answered no JSON object' };
  if (parsed.data.status === 'busy' || isTruthy(parsed.data.busy)) return { state: 'busy', reason: '' };
  const url = parsed.data.page_url;
  return { state: typeof url === 'string' && url.includes('/c/guest') ? 'logged_out' : 'idle', reason: '' };
}

function isTruthy(value: unknown): boolean {
  return Boolean(value);
}
