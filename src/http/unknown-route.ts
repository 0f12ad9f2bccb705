import type { RequestHandler } from 'express';
import { GlassgateError } from '../plugin-api/error.ts';
import type { OtherMethods } from './other-methods.ts';

/** For what no route took: the path is unknown, or has other methods. */
export function unknownRoute(methods: OtherMethods): RequestHandler {
  return (req, res, next) => {
    const path = req.path.slice(0, 200);
    methods.find(req, res, (allowed) => {
      if (allowed.length === 0) {
        next(new GlassgateError('NOT_FOUND', `There is no route ${req.method} ${path}.`));
        return;
      }
      res.setHeader('Allow', allowed.join(', '));
      const message = `The route ${path} takes ${allowed.join(', ')} and no ${req.method}.`;
      next(new GlassgateError('METHOD_NOT_ALLOWED', message, { details: { allow: allowed } }));
    });
  };
}

/** Answers OPTIONS before any router does, which would list only the routes of one plugin. */
export function optionsRoute(methods: OtherMethods): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return next();
    methods.find(req, res, (allowed) => {
      if (allowed.length === 0) return next(new GlassgateError('NOT_FOUND', noPath(req.path)));
      res.setHeader('Allow', [...allowed, 'OPTIONS'].join(', '));
      res.status(204).end();
    });
  };
}

function noPath(path: string): string {
  return `There is no route ${path.slice(0, 200)}.`;
}
