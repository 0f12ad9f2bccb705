import type { System } from '../system.ts';
import { openChats } from './open-chats.ts';
import { poolOf } from './pool-config.ts';
import { startGateway } from './start-gateway.ts';
import { everything, nothing, type TelemetryLevel } from './telemetry-level.ts';

/** `POST /v1/solve` with all spans exported, metrics, rows on disk, I/O log with bodies. */
export const glassgate = solving('glassgate', everything);

/** The rows on disk are left: they are what the gateway is for, not what it tells. */
export const glassgateBare = solving('glassgate-bare', nothing);

/** From bare to everything, one more thing in each. */
export const telemetrySteps: readonly System[] = [
  glassgateBare,
  solving('glassgate-metrics', { ...nothing, metrics: true }),
  solving('glassgate-spans-0', { ...nothing, metrics: true, sampledShare: 0 }),
  solving('glassgate-spans-10', { ...nothing, metrics: true, sampledShare: 0.1 }),
  solving('glassgate-spans-100', { ...nothing, metrics: true, sampledShare: 1 }),
  solving('glassgate-memory', { ...everything, logs: false }),
  glassgate,
];

function solving(name: string, telemetry: TelemetryLevel): System {
  return {
    name,
    start: async (surroundings) => {
      const { config, files, ...pool } = poolOf(surroundings);
      const gateway = await startGateway({ name, path: '/v1/solve', telemetry, config, files }, surroundings);
      try {
        await openChats(gateway.url, { ...pool, signal: surroundings.signal });
        return gateway;
      } catch (error) {
        await gateway[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}
