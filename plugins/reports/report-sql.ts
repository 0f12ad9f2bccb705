import type { ReportKind } from './report-kinds.ts';

/** Parameters in order: from, to, limit, offset, codes that mean busy, codes that mean an error (JSON lists). */
const range = 'r.started_at >= ?1 AND r.started_at < ?2';
const isBusy = 'error_code IN (SELECT value FROM json_each(?5))';
const isError = 'error_code IN (SELECT value FROM json_each(?6))';

/** The value at the nearest rank: number ⌈p · n / 100⌉ of n values in ascending order. */
function percentile(percent: number): string {
  return `max(CASE WHEN place = (n * ${percent} + 99) / 100 THEN seconds END) AS p${percent}`;
}

/** One statement, so that all numbers of a report belong to one state of the database. */
export function reportSql(kind: ReportKind): string {
  const { table, keys, attempts, durationMs, stages, unaccountedMs } = kind;
  const names = Object.keys(keys).join(', ');
  const columns = Object.entries(keys).map(([name, sql]) => `${sql} AS ${name}`);
  // One text for all keys, in which NULL has a place: it can be joined.
  const group = `json_array(${Object.values(keys).join(', ')})`;
  const seconds = `COALESCE(${durationMs} / 1000.0,
    round(unixepoch(r.finished_at, 'subsec') - unixepoch(r.started_at, 'subsec'), 3))`;
  return `
WITH picked AS MATERIALIZED (
  SELECT ${group} AS k, ${columns.join(', ')}, r.status, r.error_code,
    ${seconds} AS seconds, ${attempts} AS attempts, ${unaccountedMs} AS unaccounted_ms
  FROM ${table} AS r WHERE ${range}
), page AS MATERIALIZED (
  SELECT k, ${names}, count(*) AS jobs_total,
    count(*) FILTER (WHERE status = 'succeeded') AS jobs_succeeded,
    count(*) FILTER (WHERE status = 'failed') AS jobs_failed,
    count(*) FILTER (WHERE ${isBusy}) AS busy,
    count(*) FILTER (WHERE ${isError}) AS errors,
    sum(attempts) AS attempts_total, sum(unaccounted_ms) / 1000.0 AS unaccounted
  FROM picked GROUP BY k, ${names} ORDER BY jobs_total DESC, ${names} LIMIT ?3 OFFSET ?4
), ranked AS (
  SELECT k, seconds, row_number() OVER (PARTITION BY k ORDER BY seconds) AS place,
    count(*) OVER (PARTITION BY k) AS n
  FROM picked WHERE status = 'succeeded' AND seconds IS NOT NULL AND k IN (SELECT k FROM page)
), percentiles AS MATERIALIZED (
  SELECT k, ${[50, 95, 99].map(percentile).join(', ')} FROM ranked GROUP BY k
), stage_sums AS (
  SELECT ${group} AS k, t.value ->> 'stage' AS stage, sum(t.value ->> 'selfMs') / 1000.0 AS seconds
  FROM ${table} AS r ${stages} WHERE ${range} AND ${group} IN (SELECT k FROM page) GROUP BY 1, 2
), self_times AS MATERIALIZED (
  SELECT k, json_group_object(stage, seconds) AS stages_json FROM stage_sums GROUP BY k
)
SELECT page.*, p50, p95, p99, stages_json
FROM page LEFT JOIN percentiles USING (k) LEFT JOIN self_times USING (k)
ORDER BY jobs_total DESC, ${names}`;
}
