import { defineMetrics } from 'glassgate/plugin-api';
import { refusalReasons } from './gatekeeper.ts';

export const authMetrics = defineMetrics({
  refusals: {
    type: 'counter',
    name: 'refusals_total',
    help: 'Requests refused for their key: missing, malformed, unknown, role, closed or throttled.',
    unit: 'requests',
    moves:
      'When a guarded route refuses its caller: no `Authorization`, no bearer token in it, a key that nobody holds, a client at a route for operators, such a route without an admin key, or an address that has sent too many wrong keys.',
    labels: { reason: refusalReasons },
  },
});
