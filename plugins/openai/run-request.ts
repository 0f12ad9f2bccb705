import {
  GlassgateError,
  type HttpRequest,
  type Instruments,
  type Journal,
  type LlmAnswer,
  type LlmRequest,
  llmNotes,
  type openaiChain,
  type Request,
  type Response,
  type Run,
  type SetupContext,
  type StartRun,
} from 'glassgate/plugin-api';
import { answerError } from './answer-error.ts';
import type { OpenaiSettings } from './config.ts';
import type { openaiMetrics } from './metrics.ts';
import { timeoutOf } from './parse-request.ts';
import { askedPriority, cappedPriority } from './priority.ts';
import { requestStatus } from './request-status.ts';

export interface RequestParts {
  readonly start: StartRun<(typeof openaiChain)['fills'], LlmAnswer>;
  readonly settings: () => OpenaiSettings;
  readonly metrics: Instruments<typeof openaiMetrics>;
  readonly log: SetupContext<unknown>['log'];
}

export interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly scope: HttpRequest;
}

/** What a route knows of its request. */
export type Asked = Pick<LlmRequest, 'target' | 'model' | 'wantsStream' | 'body' | 'json'>;

/** How much later than the client's own limit the gateway gives up: whoever let it wait says why. */
const lateMs = 100;

/** Send one request through the chain; whoever answers there writes to the client. */
export async function runRequest(
  asked: Asked,
  { req, res, scope }: Exchange,
  parts: RequestParts,
): Promise<void> {
  const { openai, priority: priorities } = parts.settings();
  const { principal } = scope;
  const timeoutMs = timeoutOf(req.get('x-request-timeout-ms'));
  const most = principal === undefined ? undefined : priorities.max_by_client[principal.name];
  const priority = cappedPriority(askedPriority(req.get('x-priority')), most);
  res.setHeader('x-glassgate-priority', priority);
  const deadlineMs = openai.deadline_seconds * 1000;
  const { method, headers } = req;
  const request: LlmRequest = {
    ...asked,
    method,
    headers,
    reply: res,
    priority,
    waitMs: timeoutMs,
    client: principal,
  };
  const run = parts.start({
    requestId: scope.requestId,
    values: { request },
    signal: scope.signal,
    arrivedAt: scope.arrivedAt,
    deadlineMs: timeoutMs === undefined ? deadlineMs : Math.min(deadlineMs, timeoutMs + lateMs),
  });
  const { answer, error } = await settle(run);
  scope.onEnd(() => {
    const status = requestStatus(answer, error);
    parts.metrics.requests.increment({ priority, status });
    const line = lineOf(run.journal, { request, answer, error });
    const finished = { ...line, status, total_ms: round(run.end()) };
    if (error?.kind === 'internal')
      parts.log.error({ event: 'completion.finished', ...finished, err: error }, 'completion failed');
    else parts.log.info({ event: 'completion.finished', ...finished }, 'completion finished');
  });
  if (error === undefined) return;
  scope.failed(error.code);
  answerError(error, { req, res });
}

type Settled =
  | { readonly answer: LlmAnswer; readonly error: undefined }
  | { readonly answer: undefined; readonly error: GlassgateError };

async function settle(run: Run<LlmAnswer>): Promise<Settled> {
  try {
    return { answer: await run.answer, error: undefined };
  } catch (cause) {
    return { answer: undefined, error: GlassgateError.from(cause) };
  }
}

interface Ended {
  readonly request: LlmRequest;
  readonly answer: LlmAnswer | undefined;
  readonly error: GlassgateError | undefined;
}

function lineOf(journal: Journal, { request, answer, error }: Ended): object {
  const upstream = journal.latest(llmNotes.upstream);
  return {
    request_id: journal.requestId,
    job_id: journal.runId,
    trace_id: journal.traceId,
    client: request.client?.name,
    provider: upstream?.providerId,
    // Under a key `credential` the log would hide it.
    credential_id: upstream?.credentialId,
    model: request.model,
    priority: request.priority,
    stream: request.wantsStream,
    http_status: answer?.status,
    outcome: answer?.outcome,
    code: error?.code ?? 'OK',
    reason: error?.details['reason'],
    bytes: answer?.bytes,
    queue_ms: round(selfMsOf(journal, 'rate-limit')),
    ttfb_ms: round(answer?.firstByteMs),
    upstream_ms: round(upstream?.totalMs),
  };
}

function selfMsOf(journal: Journal, stage: string): number {
  return journal
    .timeline()
    .filter((entry) => entry.stage === stage)
    .reduce((sum, { selfMs }) => sum + selfMs, 0);
}

function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 100) / 100;
}
