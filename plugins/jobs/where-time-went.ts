import { type ErrorCode, errorCodes } from 'glassgate/plugin-api';
import type { JobRecord } from './job-record.ts';
import type { JobTimelineEntry } from './running-job.ts';

const maxShares = 3;
const maxPassedOver = 3;

/** What became of a job, where its time went, and what was passed over, in one sentence. */
export function whereTimeWent(job: JobRecord): string {
  const { row } = job;
  const details = [sharesOf(job), passedOver(job)].filter((part) => part !== '').join('; ');
  const outcome = outcomeOf(job);
  if (details === '') return `${outcome}.`;
  // "Answered after 4.21 s: …", but "Refused after 12 ms with CONTAINER_BUSY: no container is free; …".
  return row.status === 'failed' ? `${outcome}; ${details}.` : `${outcome}: ${details}.`;
}

function outcomeOf({ row, totalMs, timeline }: JobRecord): string {
  const time = totalMs === null ? '' : ` after ${duration(totalMs)}`;
  if (row.status === 'succeeded') return `Answered${time}`;
  if (row.status === 'failed') {
    const message = row.error_message?.replace(/\.$/, '') ?? '';
    return `${verbOf(row.error_code)}${time} with ${row.error_code}: ${message}`;
  }
  const current = timeline.findLast(({ outcome }) => outcome === undefined);
  const place = current === undefined ? '' : `, now in ${current.stage}${placeOf(current)}`;
  return `${totalMs === null ? `Running since ${row.started_at}` : `Running for ${duration(totalMs)}`}${place}`;
}

export function verbOf(code: string | null): string {
  const kind = errorCodes[code as ErrorCode]?.kind;
  if (kind === 'canceled') return 'Canceled';
  return kind === 'client' || kind === 'busy' ? 'Refused' : 'Failed';
}

/** "96 % in upstream (camoufox-2, 2nd attempt), 3 % in chat" */
function sharesOf(job: JobRecord): string {
  const { totalMs } = job;
  if (totalMs === null || totalMs <= 0) return '';
  const named = new Set<string>();
  const shares = spentBy(job)
    .map(({ what, place, ms }) => ({ what, place, percent: Math.round((100 * ms) / totalMs) }))
    .filter(({ percent }) => percent >= 1)
    .sort((a, b) => b.percent - a.percent)
    .slice(0, maxShares);
  return shares
    .map(({ what, place, percent }) => {
      const isNew = !named.has(place);
      named.add(place);
      return `${percent} % ${what}${isNew ? place : ''}`;
    })
    .join(', ');
}

interface Spent {
  readonly what: string;
  readonly place: string;
  readonly ms: number;
}

/** The time of each stage, apart for each container. */
function spentBy({ row, timeline }: JobRecord): Spent[] {
  const groups = Map.groupBy(timeline, (entry) => `${entry.stage}${placeOf(entry)}`);
  const stages = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const ms = others.reduce((sum, { selfMs }) => sum + selfMs, first.selfMs);
    return [{ what: `in ${first.stage}`, place: placeOf(first), ms }];
  });
  return [...stages, { what: 'outside the stages', place: '', ms: row.unaccounted_ms ?? 0 }];
}

function placeOf({ containerId, containerAttempt = 1 }: JobTimelineEntry): string {
  if (containerId === undefined) return '';
  return containerAttempt === 1
    ? ` (${containerId})`
    : ` (${containerId}, ${ordinal(containerAttempt)} attempt)`;
}

/** "camoufox-1 was passed over: busy" */
function passedOver({ decisions }: JobRecord): string {
  const reasons = new Map<string, string>();
  for (const { subject, considered } of decisions) {
    for (const { id, verdict, reason } of considered) {
      if (verdict === 'passed_over')
        reasons.set(`${subject} ${id}`, `${id} was passed over: ${trimmed(reason)}`);
    }
  }
  const sentences = [...reasons.values()];
  const rest = sentences.length - maxPassedOver;
  const listed = sentences.slice(0, maxPassedOver).join('; ');
  return rest > 0 ? `${listed}; and ${rest} more` : listed;
}

function trimmed(reason: string): string {
  return reason.replace(/\.$/, '');
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  return `${count}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`;
}
