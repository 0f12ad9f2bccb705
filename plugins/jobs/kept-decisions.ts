import type { RecordedDecision } from 'glassgate/plugin-api';
import { safeJson } from './safe-json.ts';

/** More would make a refusal by a large pool, or a long wait, the biggest rows of the database. */
const maxChars = 8_000;

/** The decisions of a job as its row keeps them. Of very many the first and the last: how it began and how it ended. */
export function keptDecisions(decisions: readonly RecordedDecision[]): string {
  const first: string[] = [];
  const last: string[] = [];
  let [from, to, chars] = [0, decisions.length, 0];
  while (from < to) {
    const isFirst = first.length <= last.length;
    const text = safeJson(decisions[isFirst ? from : to - 1]);
    chars += text.length + 1;
    if (chars > maxChars && last.length > 0) break;
    if (isFirst) from += 1;
    else to -= 1;
    (isFirst ? first : last).push(text);
  }
  const gap = from < to ? [safeJson(leftOut(to - from, decisions[from]?.atMs ?? 0))] : [];
  return `[${[...first, ...gap, ...last.reverse()].join(',')}]`;
}

function leftOut(count: number, atMs: number): RecordedDecision {
  const reason = `${count} decisions are not kept`;
  return { subject: 'left_out', chosen: null, reason, considered: [], stage: 'jobs', attempt: 0, atMs };
}
