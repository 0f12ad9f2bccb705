import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGateway, makeTempDir, startWorker, type TestGateway, type TestWorker } from 'glassgate/testing';

const startPrompt = 'Be brief.';

function start(worker: TestWorker, sqlitePath: string): Promise<TestGateway> {
  return buildGateway(
    {
      containers: [{ id: 'c1', base_url: worker.url }],
      profiles: [{ profile_id: 'p1', profile_value: '/p1' }],
      prompts: [{ prompt_id: 'default', file: 'start.txt' }],
    },
    { files: { 'start.txt': startPrompt }, sqlitePath },
  );
}

const ask = (gateway: TestGateway, text: string) =>
  gateway.solve({ input: { text }, options: { profile_id: 'p1' } });
const rowsOf = (gateway: TestGateway) =>
  gateway.rows('SELECT tag, disabled, pending_since FROM chat_sessions ORDER BY id');
const textsByChat = (worker: TestWorker) =>
  Object.values(worker.ledger.chats).map((chat) => chat.map(({ text }) => text));

/** What is on disk now is what a kill would leave. */
async function copyDatabase(from: TestGateway, to: string): Promise<void> {
  for (const suffix of ['', '-wal']) await copyFile(from.sqlitePath + suffix, to + suffix);
}

const givenUp = { tag: 'unknown_fate', disabled: 1, pending_since: null };

it.each([
  ['a message', 3, [startPrompt, 'one', 'two']],
  ['a start prompt', 1, [startPrompt]],
])('gives up the chat of a killed process that had %s under way', async (_, tasks, texts) => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'killed.sqlite');
  await using worker = await startWorker();
  await using killed = await start(worker, join(dir.path, 'before.sqlite'));
  if (tasks > 1) await ask(killed, 'one');
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = ask(killed, 'two');
  await worker.until(({ counts }) => counts.tasks === tasks);
  await copyDatabase(killed, sqlitePath);
  worker.release();
  await running;

  await using gateway = await start(worker, sqlitePath);
  expect(rowsOf(gateway)).toEqual([givenUp]);
  expect(await gateway.metrics()).toMatch(/^glassgate_chat_unknown_fates_total\{found="start"\} 1$/m);
  const msg = 'chats given up: a killed process had messages under way';
  expect(gateway.logLines).toContainEqual(
    expect.objectContaining({ level: 'warn', chat_session_ids: [1], msg }),
  );
  await ask(gateway, 'three');

  // Nothing of the client's and no start prompt stands twice in any chat.
  const [first, ...others] = textsByChat(worker);
  expect(first?.slice(0, texts.length)).toEqual(texts);
  expect(others.at(-1)).toEqual([startPrompt, 'three']);
});

it('goes on in the chat of a killed process whose last message was answered', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'killed.sqlite');
  await using worker = await startWorker();
  await using killed = await start(worker, join(dir.path, 'before.sqlite'));
  await ask(killed, 'one');
  await copyDatabase(killed, sqlitePath);

  await using gateway = await start(worker, sqlitePath);
  await ask(gateway, 'two');

  expect(textsByChat(worker)).toEqual([[startPrompt, 'one', 'two']]);
  expect(await gateway.metrics()).toMatch(/^glassgate_chat_unknown_fates_total\{found="start"\} 0$/m);
});

it('keeps what was said of a chat before the kill', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'killed.sqlite');
  await using worker = await startWorker();
  await using killed = await start(worker, join(dir.path, 'before.sqlite'));
  await ask(killed, 'one');
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = ask(killed, 'two');
  await worker.until(({ counts }) => counts.tasks === 3);
  await fetch(`${killed.url}/v1/profiles/p1/chats/archive`, { method: 'POST' });
  await copyDatabase(killed, sqlitePath);
  worker.release();
  await running;

  await using gateway = await start(worker, sqlitePath);

  expect(rowsOf(gateway)).toEqual([{ ...givenUp, tag: 'archive' }]);
});
