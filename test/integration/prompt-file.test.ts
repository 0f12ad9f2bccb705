import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pool, rootUrl, startPool, startPrompt } from './pool.ts';

const textsByChat = (pool: Pool) =>
  Object.values(pool.worker('c1').ledger.chats).map((messages) => messages.map(({ text }) => text));

it('opens a chat with the trimmed text of the file', async () => {
  await using pool = await startPool({ startPrompt: '\n  Be kind.\nBe brief.  \n\n' });

  await pool.ask('hi');

  expect(textsByChat(pool)).toEqual([['Be kind.\nBe brief.', 'hi']]);
});

it('reads the file again when it has changed, for new chats only', async () => {
  await using pool = await startPool();
  await pool.ask('one');

  await writeFile(join(pool.gateway.dir, 'start.txt'), 'Be long.');
  await pool.ask('two');
  await pool.ask('three', { force_new_chat: true });

  expect(textsByChat(pool)).toEqual([
    [startPrompt, 'one', 'two'],
    ['Be long.', 'three'],
  ]);
});

it.each([
  ['empty', (path: string) => writeFile(path, ' \n')],
  ['missing', (path: string) => rm(path)],
])('sends no start prompt when the file is %s, and says so in the log', async (_, spoil) => {
  await using pool = await startPool();
  await spoil(join(pool.gateway.dir, 'start.txt'));

  const reply = await pool.ask('hi');

  const [post, ...more] = pool.worker('c1').ledger.posts;
  expect(reply.status).toBe(200);
  expect(post?.task).toMatchObject({ text: 'hi', url: rootUrl });
  expect(more).toEqual([]);
  expect(pool.gateway.logLines).toContainEqual(
    expect.objectContaining({ level: 'warn', prompt_id: 'default', request_id: reply.body.meta.request_id }),
  );
});

it('remembers the chat that the first message opened when there is no start prompt', async () => {
  await using pool = await startPool({ startPrompt: '' });

  const first = await pool.ask('one');
  const second = await pool.ask('two');

  expect(textsByChat(pool)).toEqual([['one', 'two']]);
  expect(first.body.meta.page_url).toMatch(/\/c\/./);
  expect(second.body.meta).toMatchObject({
    page_url: first.body.meta.page_url,
    chat_ids_used: first.body.meta.chat_ids_used,
  });
});

it('picks up a file that appears later', async () => {
  await using pool = await startPool({ config: { prompts: [{ prompt_id: 'default', file: 'late.txt' }] } });
  await pool.ask('one');

  await writeFile(join(pool.gateway.dir, 'late.txt'), 'Better late.');
  await pool.ask('two', { force_new_chat: true });

  expect(textsByChat(pool)).toEqual([['one'], ['Better late.', 'two']]);
});
