import { configSecrets, environmentSecrets } from '../config/known-secrets.ts';
import type { LiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { showBy } from '../telemetry/shown-text.ts';
import type { GatewayPlan } from './plan-gateway.ts';

type Plan = Pick<GatewayPlan, 'document' | 'env'>;

/** Every secret that a plan holds. */
export function secretsOf({ document, env }: Plan): string[] {
  return [...configSecrets(document), ...environmentSecrets(env)];
}

/** Keeps the redactor of a gateway, and the telemetry, on the secrets of its configuration. */
export class SecretKeeper {
  readonly #redactor: LiveRedactor;
  readonly #own: readonly string[];
  #former: readonly string[] = [];

  /** `own`: secrets that no configuration holds. */
  constructor(redactor: LiveRedactor, own: readonly string[]) {
    this.#redactor = redactor;
    this.#own = own;
  }

  /** Call it before the plan is put in force: requests that still run use the former one. */
  follow(plan: Plan): void {
    const secrets = secretsOf(plan);
    this.#redactor.know([...this.#own, ...secrets, ...this.#former]);
    this.#former = secrets;
    showBy(this.#redactor);
  }
}
