import { defineMetrics, type Instruments } from 'glassgate/plugin-api';

export const jobMetrics = defineMetrics({
  interrupted: {
    type: 'counter',
    name: 'interrupted_total',
    help: 'Rows left open by a process that was killed, closed at the next start.',
    unit: 'rows',
    moves: 'At the start.',
    labels: { table: ['jobs', 'job_attempts'] },
  },
  unstored: {
    type: 'counter',
    name: 'answered_unstored_total',
    help: 'Requests answered before the closing of their row was on disk, because the database did not take it.',
    unit: 'requests',
    moves: 'While the database is unavailable.',
    labels: { status: ['succeeded', 'failed'] },
  },
  idempotentRequests: {
    type: 'counter',
    name: 'idempotent_requests_total',
    help: 'Requests with an idempotency key by what became of them: performed, replayed, conflict, in_progress or uncertain.',
    unit: 'requests',
    moves: 'When a request with an idempotency key reaches the stage `jobs`.',
    labels: { result: ['performed', 'replayed', 'conflict', 'in_progress', 'uncertain'] },
  },
});

export type JobMetrics = Instruments<typeof jobMetrics>;
