import { AsyncLocalStorage } from 'node:async_hooks';
import { GlassgateError } from '../plugin-api/error.ts';
import type { Exchange, ExchangeEvent, ExchangeRequest } from '../plugin-api/exchange.ts';
import { cancelReason, waitUnlessCanceled } from './cancellation.ts';
import { endingOf } from './ending.ts';
import { exchangeEvent } from './exchange-event.ts';
import { createPools } from './pool-per-container.ts';
import type { ExchangeInstruments } from './probe.ts';
import { requestHeaders } from './request-headers.ts';
import { send } from './send.ts';

export interface ExchangeOptions {
  readonly instruments: ExchangeInstruments;
  readonly notify: (event: ExchangeEvent) => void;
  /** Awaited before a POST of a request leaves: what must be on disk first is there. */
  readonly beforeSend: () => Promise<void>;
  readonly maxReplyBytes?: number;
}

export interface ExchangeHandle {
  readonly exchange: Exchange;
  /** Cuts every connection; exchanges that run end with SHUTTING_DOWN, and so do later ones. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

/**
 * The only way to a worker. An exchange that is cancelled before anything was started, also while it waits
 * for `beforeSend`, throws the reason and tells nobody; every other one ends its probe and notifies once.
 */
export function createExchange(options: ExchangeOptions): ExchangeHandle {
  const { instruments, notify, beforeSend, maxReplyBytes = 32 * mebibyte } = options;
  const pools = createPools();
  const ofNobody = AsyncLocalStorage.snapshot();
  let isClosed = false;

  const refuseIfOver = (request: ExchangeRequest) => {
    if (isClosed) throw cutShort().reason;
    const reason = cancelReason([request.call?.signal, request.signal]);
    if (reason !== undefined) throw reason;
  };

  const exchange: Exchange = async (request) => {
    const { container, call, method, path } = request;
    refuseIfOver(request);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const signals = [call?.signal, request.signal];
    if (method === 'POST' && call !== undefined) {
      await waitUnlessCanceled(beforeSend(), signals);
      refuseIfOver(request);
    }

    const route = pools.route(container);
    const url = route.baseUrl + path;
    const limits = { ...container.timeouts, ...request.timeouts };
    const probe = instruments.exchange(request, url);
    const headers = requestHeaders({
      requestId: call?.requestId,
      hasBody: body !== undefined,
      authorization: route.authorization,
      trace: probe.headers,
    });
    const startedAt = new Date();
    const start = performance.now();
    const { outcome: sent, arrival } = await send({
      route,
      method,
      path,
      headers,
      body,
      limits,
      maxReplyBytes,
      signals,
      ofNobody,
    });
    const durationMs = performance.now() - start;

    const outcome = isClosed && sent.kind === 'failed' ? cutShort() : sent;
    const { reply, error, failure } = endingOf(outcome, { container, limits, maxReplyBytes, durationMs });
    probe.end({ status: reply?.status ?? null, failure, durationMs });
    const wire = { start, sentBody: body, arrival };
    notify(exchangeEvent({ request, probe, url, startedAt, durationMs, wire, reply, error, failure }));
    if (reply === undefined) throw error;
    return reply;
  };

  return {
    exchange,
    close: () => {
      isClosed = true;
      return pools.close();
    },
  };
}

function cutShort() {
  const reason = new GlassgateError('SHUTTING_DOWN', 'The gateway is shutting down.');
  return { kind: 'canceled', reason } as const;
}
