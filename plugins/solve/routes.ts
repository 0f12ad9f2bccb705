import {
  answeredAttributes,
  askedAttributes,
  GlassgateError,
  type HttpTools,
  type Instruments,
  inputKindOf,
  type Journal,
  notes,
  type Principal,
  type Request,
  type Response,
  type Routes,
  type Run,
  type SetupContext,
  type SolveAnswer,
  type SolveRequest,
  type StartRun,
  type solveChain,
} from 'glassgate/plugin-api';
import type { AttemptSummaries } from './attempt-summaries.ts';
import { parseSolveBody, promptIdIn, requestIdIn } from './body.ts';
import { failureEnvelope, refusalEnvelope, successEnvelope } from './envelope.ts';
import { idempotencyOf, sentRequestId } from './idempotency.ts';
import { logStarted } from './log-started.ts';
import type { solveMetrics } from './metrics.ts';
import type { RunFacts } from './run-facts.ts';
import { asksForTiming, serverTiming, timingHeader } from './server-timing.ts';

interface RouteParts {
  readonly start: StartRun<(typeof solveChain)['fills'], SolveAnswer>;
  readonly attempts: AttemptSummaries;
  readonly facts: RunFacts;
  readonly metrics: Instruments<typeof solveMetrics>;
  readonly log: SetupContext<unknown>['log'];
  readonly deadlineMs: number;
  readonly bodyLimitBytes: number;
}

/**
 * `POST /v1/solve`: one task for the pool. 200 with the worker's text; any error has the same envelope with
 * `ok: false`, an `error.code` of docs/errors.md and its status.
 */
export function solveRoutes(parts: RouteParts): Routes {
  return (routes, http) => {
    routes.post(
      '/v1/solve',
      { access: 'client', summary: 'Have one task done by the pool' },
      http.jsonBody({ limitBytes: parts.bodyLimitBytes }),
      async (req: Request, res: Response) => solve(req, res, http, parts),
      // Whatever was thrown before the chain started: a body that is no JSON, too large or not valid.
      (cause: unknown, req: Request, res: Response, _next: unknown) =>
        refuse(cause, { req, res, http, parts }),
    );
  };
}

async function solve(req: Request, res: Response, http: HttpTools, parts: RouteParts): Promise<void> {
  const scope = http.of(req);
  const header = req.get('Idempotency-Key');
  const sent = sentRequestId({ header, requestId: requestIdIn(req.body) });
  if (sent !== undefined) scope.rename(sent);
  const key = sent === undefined ? undefined : scope.requestId;
  const body = parseSolveBody(req.body);
  const isAskedFor = header !== undefined || body.isIdempotent;
  const idempotency = idempotencyOf(body.request, { key, isAskedFor });
  parts.metrics.inputs.increment({ kind: inputKindOf(body.request) });
  logStarted(parts.log, scope.requestId, body.request);
  const run = parts.start({
    requestId: scope.requestId,
    values: { request: { ...body.request, ...sentBy(scope.principal), ...(idempotency && { idempotency }) } },
    signal: scope.signal,
    arrivedAt: scope.arrivedAt,
    deadlineMs: parts.deadlineMs,
    attributes: askedAttributes(body.request),
  });
  parts.facts.asked(run.journal, body.request);
  const { answer, error } = await settle(run);
  parts.facts.answered(run.journal, answer);
  run.annotate(answeredAttributes(run.journal, answer));
  scope.onEnd(() => run.end(error));
  if (res.closed) return;
  const isTimed = [body.includeDebug, asksForTiming(req.get(timingHeader))].includes(true);
  tellTimes(res, { isTimed, journal: run.journal, totalMs: performance.now() - scope.arrivedAt });
  const envelope = {
    journal: run.journal,
    promptId: body.request.promptId,
    attempts: body.includeDebug ? parts.attempts.of(run.journal) : null,
  };
  if (answer !== undefined) {
    if (run.journal.latest(notes.replay) !== undefined) res.setHeader('Idempotency-Replayed', 'true');
    res.json(successEnvelope(answer, envelope));
    return;
  }
  scope.failed(error.code);
  setRetryAfter(res, error);
  res.status(error.status).json(failureEnvelope(error, envelope));
}

function setRetryAfter(res: Response, error: GlassgateError): void {
  const seconds = error.details['retry_after_seconds'] ?? soonest(error);
  if (seconds !== undefined) res.setHeader('Retry-After', String(seconds));
}

interface Times {
  readonly isTimed: boolean;
  readonly journal: Journal;
  readonly totalMs: number;
}

function tellTimes(res: Response, { isTimed, journal, totalMs }: Times): void {
  if (isTimed) res.setHeader('Server-Timing', serverTiming(journal, totalMs));
}

// A worker that answers 423 does not say when it will be free.
function soonest({ kind, retryable }: GlassgateError): number | undefined {
  return kind === 'busy' && retryable ? 1 : undefined;
}

type Settled =
  | { readonly answer: SolveAnswer; readonly error: undefined }
  | { readonly answer: undefined; readonly error: GlassgateError };

async function settle(run: Run<SolveAnswer>): Promise<Settled> {
  try {
    const answer: SolveAnswer | undefined = await run.answer;
    // Plugins of others may be plain JavaScript, where nothing checked what they return.
    if (typeof answer?.text === 'string') return { answer, error: undefined };
    const message = 'The chain answered something that has no text.';
    return { answer: undefined, error: new GlassgateError('INTERNAL_ERROR', message) };
  } catch (cause) {
    return { answer: undefined, error: GlassgateError.from(cause) };
  }
}

interface Refusal {
  readonly req: Request;
  readonly res: Response;
  readonly http: HttpTools;
  readonly parts: RouteParts;
}

function refuse(cause: unknown, { req, res, http, parts }: Refusal): void {
  const error = http.errorOf(cause);
  const scope = http.of(req);
  scope.failed(error.code);
  parts.metrics.requests.increment({ code: error.code });
  const line = { code: error.code, request_id: scope.requestId, client: scope.principal?.name };
  const reason = { error: error.message, details: error.details };
  if (error.kind === 'internal')
    parts.log.error({ event: 'solve.crashed', ...line, err: cause }, 'solve crashed');
  else parts.log.info({ event: 'solve.refused', ...line, ...reason }, 'solve refused');
  if (res.headersSent || res.destroyed) return;
  const { requestId, traceId } = scope;
  const startedAt = new Date(performance.timeOrigin + scope.arrivedAt);
  // The rest of a refused body is not worth reading; without this the connection would wait for it.
  if (!req.complete) res.setHeader('Connection', 'close');
  res
    .status(error.status)
    .json(refusalEnvelope(error, { requestId, traceId, promptId: promptIdIn(req.body), startedAt }));
}

function sentBy(principal: Principal | undefined): Pick<SolveRequest, 'client'> {
  if (principal === undefined) return {};
  const { profiles, prompts } = principal.limits;
  return {
    client: { name: principal.name, ...(profiles && { profiles }), ...(prompts && { prompts }) },
  };
}
