import express, { type Router } from 'express';
import type { HttpInstruments } from './probe.ts';

/**
 * `GET /health` → 200 `{"ok": true}` while the gateway takes requests.
 * `GET /metrics` → 200, the Prometheus text format.
 */
export function coreRoutes(instruments: HttpInstruments): Router {
  const router = express.Router();
  router.get('/health', (_req, res) => {
    res.json({ ok: true });
  });
  router.get('/metrics', async (_req, res) => {
    const { contentType, text } = await instruments.exposition();
    res.setHeader('Content-Type', contentType);
    res.end(text);
  });
  return router;
}
