import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { HttpTools, Routes } from '../plugin-api/http.ts';
import { coreRoutes } from './core-routes.ts';
import { errorHandler, unknownRoute } from './error-handler.ts';
import { asHttpError } from './http-error.ts';
import { jsonBody } from './json-body.ts';
import type { HttpInstruments } from './probe.ts';
import { RequestScopes } from './request-scopes.ts';

export interface AppOptions {
  readonly instruments: HttpInstruments;
  readonly log: Logger;
  /** The routes of the plugins, in order. */
  readonly routes: readonly Routes[];
}

export interface App {
  readonly express: Express;
  readonly scopes: RequestScopes;
}

/** The HTTP side of the gateway: core routes, one router per plugin, and the error mapper. */
export function createApp({ instruments, log, routes }: AppOptions): App {
  const app = express();
  // Each costs time on every answer, or tells strangers what runs here.
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  const scopes = new RequestScopes(instruments);
  const tools: HttpTools = { jsonBody, of: (req) => scopes.of(req), errorOf: asHttpError };
  app.use(scopes.open);
  app.use(coreRoutes(instruments));
  for (const mount of routes) {
    const router = express.Router();
    mount(router, tools);
    app.use(router);
  }
  app.use(unknownRoute);
  app.use(errorHandler(scopes, log));
  return { express: app, scopes };
}
