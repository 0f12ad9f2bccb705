import {
  GlassgateError,
  type HttpRequest,
  type ListedModel,
  type ModelSource,
  type ModelSources,
  type SetupContext,
} from 'glassgate/plugin-api';
import { z } from 'zod';
import { CapturedReply } from './captured-reply.ts';
import type { RequestParts } from './run-request.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string().min(1).max(512) })).max(10_000) });

interface Remembered {
  readonly ids: Promise<readonly string[]>;
  readonly askedAt: number;
}

interface ModelListParts extends Pick<RequestParts, 'start' | 'settings'> {
  readonly log: SetupContext<unknown>['log'];
  readonly now: () => number;
}

/** The models of everybody who has some, and for a while what the providers said they have. */
export class ModelList implements ModelSources {
  readonly #parts: ModelListParts;
  readonly #sources: ModelSource[] = [];
  readonly #byProvider = new Map<string, Remembered>();

  constructor(parts: ModelListParts) {
    this.#parts = parts;
  }

  add(source: ModelSource): void {
    this.#sources.push(source);
  }

  /** Ask anew next time. */
  forget(): void {
    this.#byProvider.clear();
  }

  /** Everything there is. Fails only when nothing is known and no provider told. */
  async all(scope: HttpRequest): Promise<readonly ListedModel[]> {
    const known = this.#sources.flatMap((source) => source.models());
    const asked = this.#sources.flatMap((source) => source.providers().map((id) => ({ id, source })));
    const told = await Promise.allSettled(
      asked.map(({ id, source }) => this.#modelsOf(id, { source, scope })),
    );
    const models = [
      ...known,
      ...told.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
    ];
    const failure = told.find((result) => result.status === 'rejected');
    if (failure !== undefined) {
      this.#parts.log.warn(
        { event: 'completion.models_unlisted', err: failure.reason },
        'models of a provider not listed',
      );
      if (models.length === 0) throw failure.reason;
    }
    return [...new Map(models.map((model) => [model.id, model])).values()];
  }

  async #modelsOf(id: string, asking: { source: ModelSource; scope: HttpRequest }): Promise<ListedModel[]> {
    const ids = await this.#idsOf(id, asking.scope);
    return ids.flatMap((model) => {
      const name = asking.source.nameFor(id, model);
      return name === undefined ? [] : [{ id: name, ownedBy: id }];
    });
  }

  #idsOf(providerId: string, scope: HttpRequest): Promise<readonly string[]> {
    const { now, settings } = this.#parts;
    const known = this.#byProvider.get(providerId);
    if (known !== undefined && now() - known.askedAt < settings().openai.models_ttl_seconds * 1000)
      return known.ids;
    const ids = this.#ask(providerId, scope);
    this.#byProvider.set(providerId, { ids, askedAt: now() });
    ids.catch(() => this.#byProvider.delete(providerId));
    return ids;
  }

  async #ask(providerId: string, { requestId, arrivedAt }: HttpRequest): Promise<readonly string[]> {
    const reply = new CapturedReply();
    const run = this.#parts.start({
      requestId,
      values: {
        request: {
          method: 'GET',
          target: '/models',
          headers: { accept: 'application/json' },
          reply,
          model: undefined,
          wantsStream: false,
          body: undefined,
          json: undefined,
          priority: 'normal',
          waitMs: askMs,
          client: undefined,
          providerId,
        },
      },
      // Others wait for the same list, so it is not given up when the first of them leaves.
      signal: new AbortController().signal,
      arrivedAt,
      deadlineMs: askMs,
    });
    try {
      const { status } = await run.answer;
      const list = status === 200 ? listSchema.safeParse(parsed(reply.text)) : undefined;
      if (list?.success === true) return list.data.data.map(({ id }) => id);
      const message = `Provider '${providerId}' gave no list of its models.`;
      const details = { reason: 'upstream_protocol_error', provider_id: providerId, status };
      throw new GlassgateError('UPSTREAM_ERROR', message, { details });
    } finally {
      run.end();
    }
  }
}

const askMs = 15_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
