import { GlassgateError, type Repository } from 'glassgate/plugin-api';
import type { JobRow } from './tables.ts';

/** Longer ones are nobody's. */
const maxIdChars = 512;
const maxOthers = 20;
const traceId = /^[\da-f]{32}$/i;

export interface FoundJob {
  readonly row: JobRow;
  /** More jobs with this request id, or of this trace, the newest first. */
  readonly others: readonly JobRow[];
}

/** The job of this id; else the newest one with this request id; else the newest one of this trace. */
export async function findJob(jobs: Repository<JobRow>, id: string): Promise<FoundJob | undefined> {
  if (id.length > maxIdChars) return undefined;
  const [byJobId] = await jobs.find({ where: { job_id: id }, limit: 1 });
  if (byJobId !== undefined) return { row: byJobId, others: [] };
  const asked = [{ request_id: id }, ...(traceId.test(id) ? [{ trace_id: id.toLowerCase() }] : [])];
  for (const where of asked) {
    const [row, ...others] = await jobs.find({
      where,
      order: [
        ['started_at', 'desc'],
        ['job_id', 'desc'],
      ],
      limit: maxOthers + 1,
    });
    if (row !== undefined) return { row, others };
  }
  return undefined;
}

export function unknownJob(id: string): GlassgateError {
  return new GlassgateError('NOT_FOUND', `There is no job, request or trace '${id.slice(0, 200)}'.`);
}
