import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { BootError } from '../kernel/boot-error.ts';
import type { Authenticator } from '../plugin-api/access.ts';
import type { ErrorShape, HttpTools, Routes } from '../plugin-api/http.ts';
import type { MetricFactory } from '../plugin-api/metrics.ts';
import { createRedactor, type Redactor } from '../plugin-api/redaction/public.ts';
import { accessGuard } from './access-guard.ts';
import { answerWriter } from './answer-writer.ts';
import { BodyBudget } from './body-budget.ts';
import type { TrustedProxies } from './client-address.ts';
import type { ConfigControl } from './config-control.ts';
import { coreRoutes } from './core-routes.ts';
import { errorHandler } from './error-handler.ts';
import { asHttpError } from './http-error.ts';
import { type HttpLimits, httpLimits } from './http-limits.ts';
import { declareHttpMetrics, type HttpMeter } from './http-meter.ts';
import { bytesOf, jsonBody } from './json-body.ts';
import { listenerOf } from './listener.ts';
import { ManagementRequests } from './management-requests.ts';
import { OtherMethods } from './other-methods.ts';
import type { HttpInstruments } from './probe.ts';
import { RequestScopes } from './request-scopes.ts';
import { requireHost } from './require-host.ts';
import { type MountedRoute, RouteRegister } from './route-register.ts';
import { optionsRoute, unknownRoute } from './unknown-route.ts';

export interface PluginRoutes {
  readonly plugin: string;
  readonly mount: Routes;
}

export interface AppOptions {
  readonly instruments: HttpInstruments;
  readonly metrics: MetricFactory;
  readonly log: Logger;
  /** The usual ones where nothing else is said. */
  readonly limits?: Partial<HttpLimits>;
  /** None when absent: anybody can write `X-Forwarded-For`. */
  readonly trustProxy?: TrustedProxies;
  /** The routes of the plugins, in order. */
  readonly routes: readonly PluginRoutes[];
  /** Without one every route is open. */
  readonly authenticator: Authenticator | undefined;
  readonly config?: ConfigControl;
  /** Serve the routes for operators only where `serve` was told that it is for them. */
  readonly hasManagement?: boolean;
  /** Masks secrets in answers and request ids; by the rules alone when absent. */
  readonly redact?: Redactor;
}

export interface App {
  readonly express: Express;
  /** The same, for a server: it also answers what Express would answer in HTML. */
  readonly listener: RequestListener;
  readonly limits: HttpLimits;
  readonly meter: HttpMeter;
  readonly scopes: RequestScopes;
  /** Those that came in at the address for operators. */
  readonly managementRequests: ManagementRequests;
  readonly routes: readonly MountedRoute[];
}

/** The HTTP side of the gateway: core routes, one router per plugin, and the error mapper. */
export function createApp(options: AppOptions): App {
  const { instruments, metrics, log, routes, authenticator, config, redact = createRedactor() } = options;
  const limits = { ...httpLimits, ...options.limits };
  const budget = new BodyBudget(limits.bodyBytesInFlight);
  const meter = declareHttpMetrics(metrics, budget);
  const app = express();
  // Each costs time on every answer, or tells strangers what runs here.
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.set('trust proxy', options.trustProxy ?? false);
  const write = answerWriter(redact);
  app.response.json = function json(body) {
    if (this.get('Content-Type') === undefined) this.set('Content-Type', 'application/json');
    return this.send(write(body));
  };
  const scopes = new RequestScopes(instruments, { limits, idOf: redact.id });
  const shapes: ErrorShape[] = [];
  const tools: HttpTools = {
    jsonBody: (body) => jsonBody({ ...body, limits, budget, meter, scopes }),
    bytesOf,
    of: (req) => scopes.of(req),
    shapeErrors: (shape) => void shapes.push(shape),
    errorOf: asHttpError,
  };
  app.use(scopes.open, requireHost);
  const managementRequests = new ManagementRequests();
  const management = options.hasManagement === true ? managementRequests : undefined;
  const register = new RouteRegister((access) => accessGuard(access, { authenticator, scopes, management }));
  const methods = new OtherMethods(() => register.mounted);
  app.use(optionsRoute(methods));
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
  app.use(unknownRoute(methods));
  app.use(errorHandler({ scopes, log, shapes }));
  const listener = listenerOf(app, meter);
  return { express: app, listener, limits, meter, scopes, managementRequests, routes: register.mounted };
}
