import {
  type ApplyConfig,
  type Authenticator,
  type ErrorCode,
  GlassgateError,
  type GuardedRole,
  type Principal,
} from 'glassgate/plugin-api';
import { bearerToken } from './bearer-token.ts';
import type { AuthConfig } from './config.ts';
import { FailureLimit } from './failure-limit.ts';
import { heldKeys } from './held-keys.ts';
import { KeyRing } from './key-ring.ts';

export const refusalReasons = ['missing', 'malformed', 'unknown', 'role', 'closed', 'throttled'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Asks for keys as the configuration says. */
export class Gatekeeper implements Authenticator {
  readonly #onRefusal: (reason: RefusalReason) => void;
  readonly #failures = new FailureLimit(() => performance.now());
  #config: AuthConfig;
  #keys: KeyRing;

  constructor(config: AuthConfig, { onRefusal }: { readonly onRefusal: (reason: RefusalReason) => void }) {
    this.#onRefusal = onRefusal;
    this.#config = config;
    this.#keys = new KeyRing(heldKeys(config));
  }

  get protectsMetrics(): boolean {
    return this.#config.protect_metrics;
  }

  get allowsOpenBind(): boolean {
    return this.#config.insecure;
  }

  guards(role: GuardedRole): boolean {
    return guards(this.#config, role);
  }

  admit(role: GuardedRole, authorization: string | undefined, address = ''): Principal {
    // Keys for clients alone must not leave the operator's routes open.
    if (role === 'operator' && this.#config.admin === undefined) {
      throw this.#refusal(
        'FORBIDDEN',
        'closed',
        "This route is closed: it needs 'auth.admin' in the config.",
      );
    }
    if (authorization === undefined) {
      const message = "This route needs a key: send 'Authorization: Bearer <key>'.";
      throw this.#refusal('UNAUTHORIZED', 'missing', message);
    }
    const token = bearerToken(authorization);
    if (token === undefined) {
      throw this.#refusal('UNAUTHORIZED', 'malformed', "Send the key as 'Authorization: Bearer <key>'.");
    }
    // The key of the operators alone is worth guessing for long, and asked for seldom.
    if (role === 'operator') this.#refuseGuessing(address);
    const principal = this.#keys.holderOf(token);
    if (principal === undefined && role === 'operator') this.#failures.failed(address);
    if (principal === undefined) throw this.#refusal('UNAUTHORIZED', 'unknown', 'Nobody has this key.');
    if (role === 'operator' && principal.role !== 'operator') {
      const message = `Client '${principal.name}' may not call this route: it needs the admin key.`;
      throw this.#refusal('FORBIDDEN', 'role', message);
    }
    return principal;
  }

  /** Keys may come and go while requests run; what was decided at the start may not change. */
  reload(config: AuthConfig): ApplyConfig {
    for (const role of ['client', 'operator'] as const) {
      if (!this.guards(role) || guards(config, role)) continue;
      throw new GlassgateError(
        'INVALID_REQUEST',
        `The new 'auth' would open the ${role} routes to everybody; restart the gateway if you mean that.`,
      );
    }
    if (config.protect_metrics !== this.#config.protect_metrics) {
      throw new GlassgateError('INVALID_REQUEST', "'auth.protect_metrics' changes with a restart only.");
    }
    const keys = new KeyRing(heldKeys(config));
    return () => {
      this.#config = config;
      this.#keys = keys;
    };
  }

  #refuseGuessing(address: string): void {
    const waitMs = this.#failures.refusedMs(address, this.#config.max_failures_per_minute);
    if (waitMs <= 0) return;
    this.#onRefusal('throttled');
    throw new GlassgateError('RATE_LIMITED', 'Too many wrong keys came from this address.', {
      details: { reason: 'wrong_keys', retry_after_seconds: Math.ceil(waitMs / 1000) },
    });
  }

  #refusal(code: ErrorCode, reason: RefusalReason, message: string): GlassgateError {
    this.#onRefusal(reason);
    return new GlassgateError(code, message);
  }
}

function guards({ clients, admin }: AuthConfig, role: GuardedRole): boolean {
  return clients.length > 0 || (role === 'operator' && admin !== undefined);
}
