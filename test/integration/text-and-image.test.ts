import { openRows } from './clean-failure.ts';
import { type Pool, startPool, startPrompt } from './pool.ts';

const image = { image_b64: 'aGVsbG8=', image_ext: 'png' };
const options = { profile_id: 'p1' };
const tasks = (pool: Pool, containerId = 'c1') =>
  pool.worker(containerId).ledger.posts.map(({ task }) => task?.text ?? task?.image?.extension);

it('sends an image to the chat that the start prompt opened', async () => {
  await using pool = await startPool();

  const reply = await pool.gateway.solve({ input: image, options });

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'image: png, 8 chars' } } });
  expect(Object.values(pool.worker('c1').ledger.chats)).toHaveLength(1);
  expect(tasks(pool)).toEqual([startPrompt, 'png']);
});

it('sends the text first and then the image, and answers what was said to the image', async () => {
  await using pool = await startPool();

  const reply = await pool.gateway.solve({ input: { text: 'hi', ...image }, options });

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'image: png, 8 chars' } } });
  expect(tasks(pool)).toEqual([startPrompt, 'hi', 'png']);
  expect(pool.gateway.rows('SELECT uses_count FROM chat_sessions')).toEqual([{ uses_count: 3 }]);
});

it('keeps both answers, and of the image only that there was one', async () => {
  await using pool = await startPool();

  await pool.gateway.solve({ input: { text: 'hi', ...image }, options });

  const [job] = pool.gateway.rows('SELECT * FROM jobs');
  expect(job).toMatchObject({ input_text: 'hi', input_image_present: 1, input_image_ext: 'png' });
  const raw: { text: string }[] = JSON.parse(String(job?.['result_raw_json']));
  expect(raw.map(({ text }) => text)).toEqual(['echo: hi', 'image: png, 8 chars']);
  expect(JSON.stringify(job)).not.toContain(image.image_b64);
  expect(JSON.stringify(pool.gateway.logLines)).not.toContain(image.image_b64);
});

it('does not send the text twice when the image is answered with 423', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({
    rules: [
      { kind: 'answer', times: 2 },
      { kind: 'status', status: 423 },
    ],
  });

  const reply = await pool.gateway.solve({ input: { text: 'hi', ...image }, options });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(tasks(pool, 'c1')).toEqual([startPrompt, 'hi', 'png']);
  expect(tasks(pool, 'c2')).toEqual([]);
  expect(openRows(pool)).toEqual([]);
});

it('does not try another profile either after the text was executed', async () => {
  await using pool = await startPool({ size: 2 });
  for (const worker of pool.workers) {
    worker.script({
      rules: [
        { kind: 'answer', times: 2 },
        { kind: 'status', status: 423 },
      ],
    });
  }

  const reply = await pool.gateway.solve({ input: { text: 'hi', ...image } });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  const texts = pool.workers.flatMap(({ id }) => tasks(pool, id)).filter((text) => text === 'hi');
  expect(texts).toEqual(['hi']);
});

it('does not send the image when the text fails', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({
    rules: [
      { kind: 'answer', times: 1 },
      { kind: 'status', status: 500 },
    ],
  });

  const reply = await pool.gateway.solve({ input: { text: 'hi', ...image }, options });

  expect(reply).toMatchObject({ status: 502, body: { error: { code: 'UPSTREAM_ERROR' } } });
  expect(tasks(pool)).toEqual([startPrompt, 'hi']);
});
