import type { GlassgateError, LlmAnswer } from 'glassgate/plugin-api';
import { openaiErrorOf } from './error-table.ts';
import type { RequestStatus } from './metrics.ts';

const statusOfAnswer: Readonly<Record<LlmAnswer['outcome'], RequestStatus>> = {
  done: 'success',
  client_abort: 'client_closed',
  upstream_abort: 'upstream_error',
  idle_timeout: 'timeout',
  total_timeout: 'timeout',
  shutdown: 'rejected',
};

/** How a request ended, as the metrics and the log call it. */
export function requestStatus(
  answer: LlmAnswer | undefined,
  error: GlassgateError | undefined,
): RequestStatus {
  if (answer !== undefined) {
    if (answer.status === 429) return 'ratelimited';
    return answer.status >= 400 ? 'upstream_error' : statusOfAnswer[answer.outcome];
  }
  if (error === undefined || error.kind === 'canceled') return 'client_closed';
  const { status, type } = openaiErrorOf(error);
  if (status === 429) return 'ratelimited';
  if (type === 'timeout_error') return 'timeout';
  return type === 'api_error' ? 'upstream_error' : 'rejected';
}
