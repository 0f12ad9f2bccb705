import { type CollectedSpans, collectSpans } from 'glassgate/testing';
import { startQueue } from './queue-pool.ts';

function attributesOf(collected: CollectedSpans, name: string) {
  return collected.named(name).map(({ attributes }) => attributes);
}

describe('the spans of a request that is in the way of another', () => {
  it('say who holds the lock', async () => {
    await using collected = collectSpans();
    await using world = await startQueue();
    const held = await world.hold('c1');

    const refused = await world.ask('too early', { wait_seconds: 0 });
    const served = await held.release();

    expect(refused.body.error.code).toBe('PROFILE_BUSY');
    const [busy, acquired] = collected.named('stage lock');
    expect(busy?.attributes).toMatchObject({
      'glassgate.lock.key_kind': 'profile',
      'glassgate.lock.wait_ms': 0,
      'glassgate.lock.outcome': 'busy',
      'glassgate.lock.holder_request_id': served.body.meta.request_id,
      'glassgate.lock.holder_job_id': served.body.meta.job_id,
    });
    expect(busy?.links).toMatchObject([{ context: { spanId: acquired?.spanContext().spanId } }]);
    expect(busy?.events.map(({ name }) => name)).toContain('glassgate.lock.busy');
  });

  it('say at which place it waited, and for how long', async () => {
    await using collected = collectSpans();
    await using world = await startQueue();
    const held = await world.hold('c1');
    const lined = [await world.line('one'), await world.line('two')];

    await held.release();
    const [, second] = await Promise.all(lined.map(({ answer }) => answer));
    const waits = attributesOf(collected, 'stage queue');

    expect(waits).toMatchObject([
      { 'glassgate.queue.outcome': 'not_waited' },
      {
        'glassgate.queue.outcome': 'served',
        'glassgate.queue.position': 1,
        'glassgate.queue.depth_at_enqueue': 0,
      },
      {
        'glassgate.queue.outcome': 'served',
        'glassgate.queue.position': 2,
        'glassgate.queue.depth_at_enqueue': 1,
        'glassgate.queue.wait_ms': second?.body.meta.queue.wait_ms,
      },
    ]);
    expect(collected.named('stage lock').at(-1)?.attributes).toHaveProperty(
      ['glassgate.lock.wait_ms'],
      second?.body.meta.queue.wait_ms,
    );
    expect(collected.named('stage queue')[2]?.events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['glassgate.queue.enqueued', 'glassgate.queue.dequeued']),
    );
  });

  it('say why it left the queue', async () => {
    await using collected = collectSpans();
    await using world = await startQueue({ config: { queue: { max_waiting: 1 } } });
    const held = await world.hold('c1');
    const first = await world.line('waits', { wait_seconds: 0.2 });

    const full = await world.ask('one too many', { wait_seconds: 30 });
    const late = await first.answer;
    await held.release();

    expect([full.body.error.code, late.body.error.code]).toEqual(['QUEUE_FULL', 'QUEUE_TIMEOUT']);
    expect(attributesOf(collected, 'stage queue').slice(0, 2)).toMatchObject([
      {
        'glassgate.queue.outcome': 'full',
        'glassgate.queue.depth_at_enqueue': 1,
        'glassgate.queue.wait_ms': 0,
      },
      { 'glassgate.queue.outcome': 'timeout', 'glassgate.queue.position': 1 },
    ]);
    const dropped = collected
      .named('stage queue')
      .flatMap(({ events }) => events.filter(({ name }) => name === 'glassgate.queue.dropped'));
    expect(dropped.map(({ attributes }) => attributes?.['reason'])).toEqual(['full', 'timeout']);
  });
});

it('a repeated request is linked to the first one with its key', async () => {
  await using collected = collectSpans();
  await using world = await startQueue();
  const init = { headers: { 'content-type': 'application/json', 'Idempotency-Key': 'key-1' } };
  world.pool.worker('c1').script({ rules: [{ kind: 'hang', times: 1 }] });
  const first = world.ask('once', {}, init);
  await world.pool.worker('c1').until(({ counts }) => counts.tasks > 0);

  const meanwhile = await world.ask('once', {}, init);
  world.pool.worker('c1').release();
  const { body } = await first;

  expect(meanwhile.body.error.code).toBe('IDEMPOTENCY_IN_PROGRESS');
  const [repeated, original] = collected.named('stage jobs');
  expect(repeated?.attributes).toMatchObject({
    'glassgate.replay.job_id': body.meta.job_id,
    'glassgate.replay.trace_id': body.meta.trace_id,
  });
  expect(repeated?.links).toMatchObject([{ context: { spanId: original?.spanContext().spanId } }]);
});
