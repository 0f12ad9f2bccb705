import { type Pool, startPool, startPrompt } from './pool.ts';

const textsByChat = (pool: Pool, containerId = 'c1') =>
  Object.values(pool.worker(containerId).ledger.chats).map((messages) => messages.map(({ text }) => text));
const usesByChat = (pool: Pool) =>
  pool.gateway.rows('SELECT uses_count FROM chat_sessions ORDER BY id').map((row) => row['uses_count']);

it('goes on in the same chat', async () => {
  await using pool = await startPool();

  const first = await pool.ask('one');
  const second = await pool.ask('two');

  expect(textsByChat(pool)).toEqual([[startPrompt, 'one', 'two']]);
  expect(second.body.meta.page_url).toBe(first.body.meta.page_url);
  expect(usesByChat(pool)).toEqual([3]);
});

it('opens a new chat when the limit of the request is reached; the start prompt counts', async () => {
  await using pool = await startPool();

  for (const text of ['one', 'two', 'three']) await pool.ask(text, { max_chat_uses: 3 });

  expect(textsByChat(pool)).toEqual([
    [startPrompt, 'one', 'two'],
    [startPrompt, 'three'],
  ]);
});

it('opens a new chat when the limit of the prompt is reached', async () => {
  const prompts = [{ prompt_id: 'default', file: 'start.txt', default_max_chat_uses: 2 }];
  await using pool = await startPool({ config: { prompts } });

  for (const text of ['one', 'two']) await pool.ask(text);
  await pool.ask('three', { max_chat_uses: 3 });

  expect(textsByChat(pool)).toEqual([
    [startPrompt, 'one'],
    [startPrompt, 'two', 'three'],
  ]);
});

it('takes a prompt limit of 0 for 50', async () => {
  const prompts = [{ prompt_id: 'default', file: 'start.txt', default_max_chat_uses: 0 }];
  await using pool = await startPool({ config: { prompts } });

  for (const text of ['one', 'two', 'three']) await pool.ask(text);

  expect(textsByChat(pool)).toEqual([[startPrompt, 'one', 'two', 'three']]);
});

it.each([0, -1])('opens a new chat for every request with a limit of %i', async (limit) => {
  await using pool = await startPool();

  for (const text of ['one', 'two']) await pool.ask(text, { max_chat_uses: limit });

  expect(textsByChat(pool)).toEqual([
    [startPrompt, 'one'],
    [startPrompt, 'two'],
  ]);
});

it('opens a new chat when the client asks for one, and goes on in that', async () => {
  await using pool = await startPool();

  await pool.ask('one');
  await pool.ask('two', { force_new_chat: true });
  await pool.ask('three');

  expect(textsByChat(pool)).toEqual([
    [startPrompt, 'one'],
    [startPrompt, 'two', 'three'],
  ]);
});

it('has a chat of its own for each container, profile and prompt', async () => {
  const prompts = ['default', 'other'].map((id) => ({ prompt_id: id, file: 'start.txt' }));
  await using pool = await startPool({ size: 2, config: { prompts } });

  const asked = [{}, {}, { profile_id: 'p2' }, { prompt_id: 'other' }];
  for (const options of [...asked, ...asked]) await pool.ask('hi', options);

  const rows = pool.gateway.rows(
    'SELECT container_id, profile_id, prompt_id, uses_count FROM chat_sessions ORDER BY id',
  );
  expect(rows).toEqual([
    { container_id: 'c1', profile_id: 'p1', prompt_id: 'default', uses_count: 3 },
    { container_id: 'c2', profile_id: 'p1', prompt_id: 'default', uses_count: 3 },
    { container_id: 'c1', profile_id: 'p2', prompt_id: 'default', uses_count: 3 },
    { container_id: 'c2', profile_id: 'p1', prompt_id: 'other', uses_count: 3 },
  ]);
});

it('counts only the messages that were answered', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });

  await pool.ask('two');

  expect(usesByChat(pool)).toEqual([2]);
});
