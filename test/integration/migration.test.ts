import { join } from 'node:path';
import { buildGateway, makeTempDir, startWorker } from 'glassgate/testing';
import { createOriginalDatabase } from './original-database.ts';

it('opens a database of the original, completes it in place and goes on where it stopped', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'orchestrator.sqlite');
  createOriginalDatabase(sqlitePath);
  await using worker = await startWorker();
  await using gateway = await buildGateway(
    {
      containers: [{ id: 'c1', base_url: worker.url }],
      profiles: [{ profile_id: 'p1', profile_value: '/new' }],
      prompts: [{ prompt_id: 'default', file: 'start.txt' }],
    },
    { files: { 'start.txt': 'Be brief.' }, sqlitePath },
  );
  expect(gateway.rows("SELECT status, error_message FROM jobs WHERE job_id = 'killed-job'")).toEqual([
    { status: 'failed', error_message: 'interrupted by restart' },
  ]);
  expect(gateway.rows('SELECT count(*) AS open FROM job_attempts WHERE status IS NULL')).toEqual([
    { open: 0 },
  ]);

  const reply = await gateway.solve({ input: { text: 'hi' }, options: { profile_id: 'p1' } });

  expect(reply).toMatchObject({
    status: 200,
    body: { meta: { page_url: 'https://chat.qwen.ai/c/old-chat', chat_ids_used: ['old-chat'] } },
  });
  // The chat had its start prompt long ago.
  expect(worker.ledger.chats['https://chat.qwen.ai/c/old-chat']?.map(({ text }) => text)).toEqual(['hi']);
  expect(gateway.rows('SELECT uses_count, profile_value, created_at FROM profiles')).toEqual([
    { uses_count: 42, profile_value: '/new', created_at: '2026-01-02T03:04:05.678901+00:00' },
  ]);
  expect(gateway.rows('SELECT id, uses_count FROM chat_sessions')).toEqual([{ id: 1, uses_count: 4 }]);
  expect(gateway.rows("SELECT status FROM jobs WHERE job_id = 'old-job'")).toEqual([{ status: 'succeeded' }]);
});
