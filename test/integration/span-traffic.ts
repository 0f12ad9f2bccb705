import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Pool, rootUrl, startPool } from './pool.ts';
import { startQueue } from './queue-pool.ts';

const socks = [{ socks_id: 's1', url: 'socks5://10.0.0.1:1080' }];
const profiles = [
  { profile_id: 'p1', profile_value: '/profiles/p1', socks_id: 's1', max_uses: 100 },
  { profile_id: 'p2', profile_value: '/profiles/p2' },
];

/** Solves that go well, one after the other in the same chat, and those that go on elsewhere. */
export async function solveInManyWays(): Promise<void> {
  await using pool = await startPool({ config: { socks, profiles } });
  await pool.ask('one', { profile_id: undefined });
  const { page_url } = (await pool.ask('two')).body.meta;
  await pool.ask('three', { chat_url: page_url });
  await pool.ask('four', { max_chat_uses: 1 });
  await pool.ask('five', { profile_id: 'p2', socks_override: 's1' });
  await pool.gateway.solve({
    input: { text: 'both', image_b64: 'aGVsbG8=', image_ext: 'png' },
    options: { profile_id: 'p2' },
  });
  const again = { headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' } };
  await pool.ask('six', {}, again);
  await pool.ask('six', {}, again);
  await pool.ask('seven', {}, again);
}

/** Workers that refuse, that fall silent, and that are not there. */
export async function failInManyWays(): Promise<void> {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ busy: { posts: true } });
  pool.worker('c2').script({ rules: [{ kind: 'drop', times: 1, executed: false }] });
  await pool.ask('goes to the other');
  pool.worker('c1').script({ busy: { status: true, posts: true } });
  pool.worker('c2').script({ busy: { status: true, posts: true } });
  await pool.ask('nobody is free');
  for (const worker of pool.workers) worker.script({ rules: [{ kind: 'status', status: 500 }] });
  await pool.ask('goes wrong');
  for (const worker of pool.workers) {
    worker.script({ rules: [{ kind: 'answer', pageUrl: `${rootUrl}c/guest` }] });
  }
  await pool.ask('is logged out', { profile_id: 'p2', force_new_chat: true });
  for (const worker of pool.workers) await worker[Symbol.asyncDispose]();
  await pool.ask('nobody is there', { profile_id: 'p3' });
}

/** What never becomes a solve, and what no stage lets through. */
export async function askInVain(): Promise<void> {
  await using pool = await startPool({ config: { otel: { trust_incoming_trace: false } } });
  const { url } = pool.gateway;
  await fetch(`${url}/no/such/route/17`);
  await fetch(`${url}/v1/solve`, { method: 'PROPFIND' });
  await pool.gateway.solve('{"input":');
  await pool.gateway.solve({ input: {} });
  await pool.ask('no such prompt', { prompt_id: 'nobody' });
  await pool.ask('no such profile', { profile_id: 'nobody' });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await fetch(`${url}/v1/status`, { headers: { traceparent } });
}

/** Requests that are in each other's way: refused, in line, and too late. */
export async function waitInLine(): Promise<void> {
  await using world = await startQueue({ config: { queue: { recheck_seconds: 0.05, max_waiting: 1 } } });
  const held = await world.hold('c1');
  await world.ask('refused: the profile is locked');
  await world.ask('refused: the container is busy', { profile_id: 'p2' });
  const lined = await world.line('in line');
  await world.ask('no place left', { wait_seconds: 5 });
  await held.release();
  await lined.answer;
  const again = await world.hold('c1');
  await world.ask('too late', { wait_seconds: 0.1 });
  await again.release();
}

/** Look at what happened, as an operator does: reads of the database within requests. */
export async function readBack(): Promise<void> {
  await using pool = await startPool();
  const { job_id } = (await pool.ask('one')).body.meta;
  await jobs(pool, `/${job_id}`);
  await jobs(pool, '');
}

function jobs({ gateway }: Pool, path: string): Promise<Response> {
  return fetch(`${gateway.url}/v1/jobs${path}`);
}

// Another process, because two copies of SQLite in one do not see each other's locks.
const dropTable = `
const { DatabaseSync } = require('node:sqlite');
new DatabaseSync(process.argv[1]).exec('DROP TABLE chat_sessions');`;

/** A database that has lost a table. */
export async function failToStore(): Promise<void> {
  await using pool = await startPool();
  await pool.ask('one');
  await promisify(execFile)(process.execPath, ['-e', dropTable, pool.gateway.sqlitePath]);
  await pool.ask('two', { profile_id: 'p2' });
}
