import { context, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import type { ExchangeInstruments } from '../exchange/probe.ts';
import type { ExchangeRequest } from '../plugin-api/exchange.ts';
import { operationOf } from '../plugin-api/exchange-kinds.ts';
import type { ExchangeMetrics } from './exchange-metrics.ts';
import { closeExchangeSpan, createDescribeExchange, type SpanStart } from './exchange-spans.ts';
import { traceIdOf } from './span-reference.ts';
import { headersOf } from './trace-context.ts';
import type { WorkerTime } from './worker-time.ts';

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

export interface ExchangeInstrumentsOptions {
  readonly tracer: Tracer;
  readonly metrics: ExchangeMetrics;
  readonly workerTime: WorkerTime;
}

/** A CLIENT span and the metrics of each exchange with a worker. */
export function createExchangeInstruments({
  tracer,
  metrics,
  workerTime,
}: ExchangeInstrumentsOptions): ExchangeInstruments {
  const describe = createDescribeExchange();
  return {
    exchange: (request, url) => {
      const path = withoutQuery(request.path);
      const operation = operationOf(path);
      const { container, timeouts, call } = request;
      const totalMs = timeouts?.totalMs ?? container.timeouts.totalMs;
      const counted = { containerId: container.id, operation, totalMs };
      metrics.started(container.id);
      if (isBackground(request)) {
        return {
          traceId: undefined,
          spanId: undefined,
          headers: noHeaders,
          end: (result) => metrics.ended(counted, result),
        };
      }
      const workerDone = call === undefined ? undefined : workerTime.exchangeStarted(call.journal.runId);
      const { span, ...ids } = openSpan(tracer, describe(request, { url, path, operation }));
      return {
        ...ids,
        end: (result) => {
          workerDone?.();
          metrics.ended(counted, result, span);
          closeExchangeSpan(span, result);
        },
      };
    },
  };
}

/** A probe of its own accord: one trace for each would bury the traces of requests. */
function isBackground({ call }: ExchangeRequest): boolean {
  return call === undefined && trace.getActiveSpan() === undefined;
}

function openSpan(tracer: Tracer, { name, ...options }: SpanStart) {
  const span = tracer.startSpan(name, options, context.active());
  const spanContext = span.spanContext();
  const traceId = traceIdOf(span);
  const spanId = traceId === undefined ? undefined : spanContext.spanId;
  const isSampled = (spanContext.traceFlags & TraceFlags.SAMPLED) !== 0;
  return { span, traceId, spanId, isSampled, headers: headersOf(spanContext) };
}

function withoutQuery(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}
