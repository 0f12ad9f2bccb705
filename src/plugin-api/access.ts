import { defineService } from './service.ts';

export const roles = ['public', 'client', 'operator'] as const;

/** Who may call a route: everybody, whoever uses the pool, or whoever runs the gateway. */
export type Role = (typeof roles)[number];

/** A role that somebody must prove to have. */
export type GuardedRole = Exclude<Role, 'public'>;

/** Who sent a request, as the key of the request proved. */
export interface Principal {
  readonly name: string;
  readonly role: GuardedRole;
  /** Ids that it may use, by kind: `profiles`, `prompts`. A kind that is absent is not limited. */
  readonly limits: Readonly<Record<string, readonly string[]>>;
}

/** Decides who may call which route. When no plugin provides one, every route is open. */
export interface Authenticator {
  /** Whether routes of this role ask who is calling. Asked for every request. */
  guards(role: GuardedRole): boolean;
  /**
   * Who sent this `Authorization` header. Throws UNAUTHORIZED when that is nobody known, and FORBIDDEN when
   * it is somebody without the role; RATE_LIMITED when `address`, which the request came from, has tried too often.
   */
  admit(role: GuardedRole, authorization: string | undefined, address?: string): Principal;
  /** `GET /metrics` is for operators. Asked once, at the start. */
  readonly protectsMetrics: boolean;
  /** The operator wants to listen on a reachable address although client routes are open. */
  readonly allowsOpenBind: boolean;
}

/** The service that guards the routes. One plugin may provide it. */
export const authenticator = defineService<Authenticator>('authenticator');
