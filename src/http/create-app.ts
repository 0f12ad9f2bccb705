import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { BootError } from '../kernel/boot-error.ts';
import type { Authenticator } from '../plugin-api/access.ts';
import type { HttpTools, Routes } from '../plugin-api/http.ts';
import { accessGuard } from './access-guard.ts';
import type { ConfigControl } from './config-control.ts';
import { coreRoutes } from './core-routes.ts';
import { errorHandler, unknownRoute } from './error-handler.ts';
import { asHttpError } from './http-error.ts';
import { jsonBody } from './json-body.ts';
import type { HttpInstruments } from './probe.ts';
import { RequestScopes } from './request-scopes.ts';
import { type MountedRoute, RouteRegister } from './route-register.ts';

export interface PluginRoutes {
  readonly plugin: string;
  readonly mount: Routes;
}

export interface AppOptions {
  readonly instruments: HttpInstruments;
  readonly log: Logger;
  /** The routes of the plugins, in order. */
  readonly routes: readonly PluginRoutes[];
  /** Without one every route is open. */
  readonly authenticator: Authenticator | undefined;
  readonly config?: ConfigControl;
}

export interface App {
  readonly express: Express;
  readonly scopes: RequestScopes;
  readonly routes: readonly MountedRoute[];
}

/** The HTTP side of the gateway: core routes, one router per plugin, and the error mapper. */
export function createApp({ instruments, log, routes, authenticator, config }: AppOptions): App {
  const app = express();
  // Each costs time on every answer, or tells strangers what runs here.
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  const scopes = new RequestScopes(instruments);
  const tools: HttpTools = { jsonBody, of: (req) => scopes.of(req), errorOf: asHttpError };
  app.use(scopes.open);
  const register = new RouteRegister((access) => accessGuard(access, { authenticator, scopes }));
  const metricsAccess = authenticator?.protectsMetrics === true ? 'operator' : 'public';
  // Asked each time: a reload may have set keys meanwhile.
  const operatorsOnly = () => authenticator?.guards('operator') ?? false;
  const core = { plugin: 'core', mount: coreRoutes({ instruments, metricsAccess, operatorsOnly, config }) };
  for (const { plugin, mount } of [core, ...routes]) {
    const router = express.Router();
    mount(register.tableFor(plugin, router), tools);
    app.use(router);
  }
  if (register.problems.length > 0) throw new BootError(register.problems);
  app.use(unknownRoute);
  app.use(errorHandler(scopes, log));
  return { express: app, scopes, routes: register.mounted };
}
