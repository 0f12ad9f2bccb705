import type { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { withEnvironment } from './sdk-environment.ts';

export const autoInstrumentationModes = ['off', 'min', 'all'] as const;
export type AutoInstrumentationMode = (typeof autoInstrumentationModes)[number];

type Configs = NonNullable<Parameters<typeof getNodeAutoInstrumentations>[0]>;
type Instrumentations = ReturnType<typeof getNodeAutoInstrumentations>;

/** The mode that `GLASSGATE_AUTO_INSTRUMENTATION` asks for; undefined when it asks for none that exists. */
export function parseAutoInstrumentation(value: string | undefined): AutoInstrumentationMode | undefined {
  if (value === undefined || value === '') return 'min';
  return autoInstrumentationModes.find((mode) => mode === value);
}

const off = { enabled: false };

// Calls that a plugin makes itself. The SERVER span and the span of each exchange are made by the core.
const outgoing: Configs = {
  '@opentelemetry/instrumentation-http': {
    disableIncomingRequestInstrumentation: true,
    requireParentforOutgoingSpans: true,
    ignoreOutgoingRequestHook: ({ headers = {} }) => 'traceparent' in headers,
  },
  '@opentelemetry/instrumentation-undici': {
    requireParentforSpans: true,
    ignoreRequestHook: ({ headers }) => carriesTrace(headers),
  },
};

/** True for a request that is traced already, such as those of the exchange; requests of the proxy are, too. */
function carriesTrace(headers: string | readonly (string | string[])[]): boolean {
  if (typeof headers === 'string') return /^traceparent:/im.test(headers);
  return headers.some((name, index) => index % 2 === 0 && String(name).toLowerCase() === 'traceparent');
}

const everythingElse: Configs = {
  // The core's SERVER span and stage spans say what layers of Express would say; handlers are left.
  '@opentelemetry/instrumentation-express': {
    // The package of this enum is no dependency of ours; its values are these strings.
    ignoreLayersType: ['router', 'middleware'] as never[],
  },
  // The logger brings the ids itself, and lines are not sent over OTLP.
  '@opentelemetry/instrumentation-pino': { disableLogSending: true, disableLogCorrelation: true },
  '@opentelemetry/instrumentation-dns': off,
  '@opentelemetry/instrumentation-fs': off,
  '@opentelemetry/instrumentation-net': off,
  '@opentelemetry/instrumentation-router': off,
};

/** Load the instrumentations of a mode. Loading takes a while, so nothing is loaded for `off`. */
export async function loadInstrumentations(mode: AutoInstrumentationMode): Promise<Instrumentations> {
  if (mode === 'off') return [];
  const { getNodeAutoInstrumentations: load } = await import('@opentelemetry/auto-instrumentations-node');
  if (mode === 'min') {
    const only = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici' };
    return withEnvironment(only, () => load(outgoing));
  }
  // ES modules are linked before the first line of main.ts runs, so the hook must exist before it. node:http
  // stays out: patched twice, it doubles client spans (open-telemetry/opentelemetry-js#6428).
  const { register } = await import('import-in-the-middle/register-hooks.mjs');
  register({ include: ['express', 'pino'] });
  return load({ ...outgoing, ...everythingElse });
}
