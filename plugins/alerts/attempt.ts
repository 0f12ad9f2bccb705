import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { GlassgateError } from 'glassgate/plugin-api';
import type { AlertMessage } from './alert-message.ts';
import type { ChannelKind, Verdict } from './channel.ts';
import { cleanText } from './clean-text.ts';
import type { ChannelConfig } from './config.ts';
import type { Mask } from './mask-secrets.ts';
import type { AlertMetrics } from './metrics.ts';
import { alertSpans } from './spans.ts';

const maxReasonChars = 200;

export interface AttemptParts {
  readonly config: ChannelConfig;
  readonly kind: ChannelKind;
  readonly metrics: AlertMetrics;
  /** Knows the secrets of all channels: an answer or an error may repeat them. */
  readonly mask: Mask;
  readonly now: () => number;
}

/**
 * Send one message once. Whatever happens is a verdict, and its reason may be shown. The span is a root and never
 * the active one: the instrumentation of HTTP would write the URL into a child of it, and the URL may be a secret.
 */
export async function attempt(
  message: AlertMessage,
  parts: AttemptParts,
  closing: AbortSignal,
): Promise<Verdict> {
  const { config, kind, metrics, mask, now } = parts;
  const timeout = AbortSignal.timeout(config.timeout_seconds * 1000);
  const span = startSpan(message, config);
  const startedAt = performance.now();
  let verdict: Verdict;
  try {
    verdict = await kind.send(message, { signal: AbortSignal.any([closing, timeout]), now: now() });
  } catch (cause) {
    verdict = verdictOf(cause, timeout.aborted ? `no answer within ${config.timeout_seconds} s` : undefined);
  }
  if (verdict.kind !== 'ok') {
    verdict = { ...verdict, reason: mask.head(cleanText(verdict.reason), maxReasonChars) };
  }
  metrics.sendSeconds.observe({ channel: config.id }, (performance.now() - startedAt) / 1000);
  metrics.sent.increment({ channel: config.id, result: verdict.kind });
  endSpan(span, verdict);
  return verdict;
}

function verdictOf(cause: unknown, timeout: string | undefined): Verdict {
  if (timeout !== undefined) return { kind: 'retry', reason: timeout };
  if (GlassgateError.is(cause)) return { kind: 'refused', reason: cause.message };
  const { code, message } = cause as NodeJS.ErrnoException; // Whatever the network throws is an Error.
  return { kind: 'retry', reason: code ?? message };
}

function startSpan({ key, severity, status }: AlertMessage, { id, type }: ChannelConfig): Span {
  return trace.getTracer('glassgate.plugin.alerts').startSpan(alertSpans.children.send.name, {
    root: true,
    kind: SpanKind.CLIENT,
    attributes: {
      'glassgate.alerts.channel': id,
      'glassgate.alerts.channel_type': type,
      'glassgate.alerts.key': key,
      'glassgate.alerts.severity': severity,
      'glassgate.alerts.status': status,
    },
  });
}

function endSpan(span: Span, verdict: Verdict): void {
  if (verdict.kind !== 'ok') {
    span.setAttribute('error.type', verdict.kind);
    span.setStatus({ code: SpanStatusCode.ERROR, message: verdict.reason });
  }
  span.end();
}
