import { GlassgateError, type Repository } from 'glassgate/plugin-api';
import type { JobRow } from './tables.ts';

/** Longer ones are nobody's. */
const maxIdChars = 512;

/** The job of this id; else the newest one with this request id; else the newest one of this trace. */
export async function findJob(jobs: Repository<JobRow>, id: string): Promise<JobRow> {
  if (id.length > maxIdChars) throw unknownJob(id);
  const [byJobId] = await jobs.find({ where: { job_id: id }, limit: 1 });
  if (byJobId !== undefined) return byJobId;
  for (const column of ['request_id', 'trace_id'] as const) {
    const [newest] = await jobs.find({
      where: { [column]: id },
      order: [
        ['started_at', 'desc'],
        ['job_id', 'desc'],
      ],
      limit: 1,
    });
    if (newest !== undefined) return newest;
  }
  throw unknownJob(id);
}

function unknownJob(id: string): GlassgateError {
  return new GlassgateError('NOT_FOUND', `There is no job, request or trace '${id.slice(0, 200)}'.`);
}
