import type { System } from '../system.ts';
import { startGateway } from './start-gateway.ts';
import { everything, nothing, type TelemetryLevel } from './telemetry-level.ts';

interface Variant {
  readonly telemetry: TelemetryLevel;
  readonly isLimited: boolean;
}

/** `POST /v1/chat/completions`, not limited, telling nothing. */
const bare = completing('glassgate-bare', { telemetry: nothing, isLimited: false });

/** The same with all spans exported, metrics, process log and I/O log with bodies. */
const observed = completing('glassgate', { telemetry: everything, isLimited: false });

/** The same within a rate limit that is never reached. */
const limited = completing('glassgate-limited', { telemetry: everything, isLimited: true });

export const llmGateways: readonly System[] = [bare, observed, limited];

// A limiter lets through 100,000 requests a minute at most, and each key has its own.
const keys = Array.from({ length: 16 }, (_, index) => ({ id: `key-${index}`, key: `bench-key-${index}` }));
const limiter = { rate_rpm: 100_000, max_inflight: 1_000 };

function completing(name: string, { telemetry, isLimited }: Variant): System {
  return {
    name,
    start: (surroundings) => {
      const provider = {
        id: 'bench',
        base_url: surroundings.workerUrl,
        allow_private: true,
        model_patterns: ['^gpt-'],
        credentials: keys,
        ...(isLimited && { limiter }),
      };
      const plugins = ['openai', 'provider', ...(isLimited ? ['rate-limit'] : []), 'proxy', 'io-log'];
      const config = { plugins, providers: [provider] };
      return startGateway({ name, path: surroundings.workerPath, telemetry, config }, surroundings);
    },
  };
}
