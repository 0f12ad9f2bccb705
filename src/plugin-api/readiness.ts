import { defineService } from './service.ts';

/** What one part of the gateway says of itself. */
export interface Readiness {
  /** False: send requests to another gateway. */
  readonly ok: boolean;
  /** One word, such as `ok`, `busy` or `unreachable`: everybody may read it. */
  readonly state: string;
}

/** Who is asked whether the gateway is ready. */
export interface ReadinessChecks {
  /** Call it in `start`. The check is asked for every probe: it waits for nobody and calls nobody. */
  add(name: string, check: () => Readiness): void;
}

/** Offered by `readiness`. */
export const readiness = defineService<ReadinessChecks>('readiness', { add: () => undefined });
