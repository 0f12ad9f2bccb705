import { entryOf } from './outbox-entry.ts';
import { aGroup, aWebhook, createTestClock } from './test-alerts.ts';
import { attempted, hook, openDesk, routes, settled } from './test-desk.ts';
import { startReceiver, takes } from './test-receiver.ts';

it('retries with growing pauses, honours Retry-After, and gives up after a day', async () => {
  await using receiver = await startReceiver({ status: 503, body: 'no' });
  const clock = createTestClock(0.999);
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes }, { clock });
  await desk.post(aWebhook());
  await attempted(desk, 1);

  const [first] = await desk.rows();
  expect(first).toMatchObject({
    state: 'pending',
    next_at: '2026-11-20T10:00:00.999000+00:00',
    last_error: 'status 503: no',
  });
  await clock.advance(1_000);
  const [second] = await attempted(desk, 2);
  expect(second?.next_at).toBe('2026-11-20T10:00:02.998000+00:00');

  receiver.answer = { status: 429, headers: { 'retry-after': '120' } };
  await clock.advance(2_000);
  const [third] = await attempted(desk, 3);
  expect(third?.next_at).toBe('2026-11-20T10:02:03.000000+00:00');
  await clock.advance(119_000);
  expect(receiver.posts).toHaveLength(3);

  await clock.advance(1_000);
  await attempted(desk, 4);
  await clock.advance(24 * 3_600_000);
  const [last] = await settled(desk);
  expect(last).toMatchObject({ state: 'dead', last_error: 'It could not be sent in time.' });
  expect(desk.counts.get('dead_letters_total{hook}')).toBe(1);
});

it.each([
  ['a broken connection', { drops: true }, 'ECONNRESET'],
  ['a 500', { status: 500 }, 'status 500'],
])('tries again after %s', async (_what, answer, reason) => {
  await using receiver = await startReceiver(answer);
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });
  await desk.post(aWebhook());

  const [failed] = await attempted(desk, 1);
  receiver.answer = takes.webhook;
  await desk.clock.advance(1_000);

  expect(failed).toMatchObject({ state: 'pending', last_error: reason });
  expect(await settled(desk)).toMatchObject([{ state: 'sent', attempts: 2 }]);
});

it('gives up at once what is refused for good, and sends it when an operator asks', async () => {
  await using receiver = await startReceiver({ status: 404, body: 'no such hook' });
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });
  await desk.post(aWebhook());

  const [dead] = await settled(desk, ['dead']);
  receiver.answer = takes.webhook;
  const entry = dead && entryOf(dead);
  if (entry === undefined) throw new Error('The dead letter cannot be read.');
  await desk.desk.running.retry(entry);

  expect(dead).toMatchObject({ attempts: 1, last_error: 'status 404: no such hook' });
  expect(await settled(desk, ['sent'])).toMatchObject([{ id: dead?.id, state: 'sent' }]);
  expect(receiver.posts).toHaveLength(2);
});

it('lets no channel wait for another, and tells a fallback what is critical after three failures', async () => {
  await using broken = await startReceiver({ hangs: true });
  await using healthy = await startReceiver();
  const channels = [
    hook(broken.url, { fallback_channel: 'other', timeout_seconds: 0.05 }),
    hook(healthy.url, { id: 'other' }),
  ];
  await using desk = await openDesk({ channels, routes: [{ channels: ['hook', 'other'] }] });
  await desk.post(aGroup('Down', { severity: 'critical' }));
  await healthy.untilPosts(1);

  await attempted(desk, 1);
  await desk.clock.advance(10_000);
  await attempted(desk, 2);
  await desk.clock.advance(10_000);
  await attempted(desk, 3);
  await healthy.untilPosts(2);

  expect(healthy.posts.map(({ body }) => body.note)).toEqual([
    '',
    "Channel 'hook' does not take it: no answer within 0.05 s.",
  ]);
  const rows = await desk.rows();
  expect(rows.find(({ channel }) => channel === 'hook')).toMatchObject({
    state: 'pending',
    fallback_to: 'other',
  });
  expect(rows.find((row) => row.fallback_of === 'hook')).toMatchObject({ channel: 'other' });
});

it('delivers what waited in the order of severity when the channel is back', async () => {
  await using receiver = await startReceiver({ status: 500 });
  await using desk = await openDesk({ channels: [hook(receiver.url, { burst: 10 })], routes });
  await desk.post(aGroup('First', { severity: 'info' }));
  await attempted(desk, 1);
  await desk.post(aGroup('Calm', { severity: 'info' }));
  await desk.post(aGroup('Over', { severity: 'critical' }, { status: 'resolved' }));
  await desk.post(aGroup('Hot', { severity: 'critical' }));
  await desk.post(aGroup('Warm', { severity: 'warning' }));
  for (let minute = 0; minute < 30; minute += 1) await desk.clock.advance(60_000);
  const before = receiver.posts.length;

  receiver.answer = takes.webhook;
  await desk.clock.advance(120_000);
  await settled(desk, ['sent']);

  const titles = receiver.posts.slice(before).map(({ body }) => body.title);
  expect(titles.slice(-5)).toEqual(['Hot', 'Warm', 'First', 'Calm', 'Over']);
});

it('sums up a storm: a thousand alerts are at most ten messages', async () => {
  await using receiver = await startReceiver();
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });

  for (let second = 0; second < 20; second += 1) {
    const groups = Array.from({ length: 50 }, (_, index) => aGroup(`Alert${second}x${index}`));
    await Promise.all(groups.map((group) => desk.post(group)));
    await desk.clock.advance(1_000);
  }
  await desk.clock.advance(60_000);

  const rows = await settled(desk, ['sent']);
  expect(rows).toHaveLength(1_000);
  expect(receiver.posts.length).toBeGreaterThan(1);
  expect(receiver.posts.length).toBeLessThanOrEqual(10);
  const told = receiver.posts.reduce((sum, { body }) => sum + body.firing, 0);
  expect(told).toBe(1_000);
});
