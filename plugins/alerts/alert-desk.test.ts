import { GlassgateError, type Store } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { groupsTable, outboxTable } from './tables.ts';
import { aGroup, anAlert, aWebhook } from './test-alerts.ts';
import { attempted, hook, openDesk, routes, settled } from './test-desk.ts';
import { startReceiver } from './test-receiver.ts';

it('stores a message before it answers, sends it, and marks it', async () => {
  await using receiver = await startReceiver();
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });

  const accepted = await desk.post(aWebhook());
  const [post] = await receiver.untilPosts(1);

  expect(accepted).toEqual({
    alerts: 1,
    duplicate: false,
    messages: [{ id: expect.any(String), channel: 'hook' }],
  });
  expect(post?.body).toMatchObject({
    version: 1,
    status: 'firing',
    severity: 'warning',
    title: 'WorkerDown',
  });
  const [row] = await settled(desk);
  expect(row).toMatchObject({ state: 'sent', attempts: 1, payload: '', dedup_key: post?.body.key });
  expect(Object.fromEntries(desk.counts)).toMatchObject({
    'received_total{_other,warning}': 1,
    'sent_total{hook,ok}': 1,
    'send_seconds{hook}': 1,
  });
});

it('takes a repetition once, in its window and after a restart, and again when the alert is news', async () => {
  await using receiver = await startReceiver();
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });
  await desk.post(aWebhook());

  expect(await desk.post(aWebhook())).toMatchObject({ duplicate: true, messages: [] });
  const resolved = anAlert({}, { status: 'resolved', endsAt: '2026-11-20T09:58:00Z' });
  expect(await desk.post(aWebhook({ status: 'resolved' }, [resolved]))).toMatchObject({ duplicate: false });
  const again = anAlert({}, { startsAt: '2026-11-20T09:59:00Z' });
  expect(await desk.post(aWebhook({}, [again]))).toMatchObject({ duplicate: false });
  await desk.clock.advance(601_000);
  expect(await desk.post(aWebhook())).toMatchObject({ duplicate: false });

  expect(desk.counts.get('dedup_total{}')).toBe(1);
});

it('lists ten alerts of a large group and counts the others', async () => {
  await using receiver = await startReceiver();
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });
  const alerts = Array.from({ length: 1_000 }, (_, index) => anAlert({ instance: `w${index}` }));

  await desk.post(aWebhook({}, alerts));

  const [post] = await receiver.untilPosts(1);
  expect(post?.body.alerts).toHaveLength(10);
  expect(post?.body).toMatchObject({ firing: 1_000, hidden: 990 });
});

it('sends what a former process left, and recognises what that process took', async () => {
  await using broken = await startReceiver({ status: 500 });
  await using receiver = await startReceiver();
  await using opened = await openTestStore(outboxTable, groupsTable);
  {
    await using former = await openDesk({ channels: [hook(broken.url)], routes }, opened);
    await former.post(aWebhook());
    await attempted(former, 1);
  }

  await using desk = await openDesk({ channels: [hook(receiver.url)], routes }, opened);
  await desk.clock.advance(2_000);
  await receiver.untilPosts(1);

  expect(await desk.post(aWebhook())).toMatchObject({ duplicate: true });
  expect(await settled(desk, ['sent'])).toHaveLength(1);
});

it('goes on with a new configuration, and gives up what waits for a channel that is gone', async () => {
  await using broken = await startReceiver({ status: 500 });
  await using receiver = await startReceiver();
  const channels = [hook(broken.url), hook(broken.url, { id: 'gone' })];
  await using desk = await openDesk({ channels, routes: [{ channels: ['hook', 'gone'] }] });
  await desk.post(aWebhook());
  await attempted(desk, 1);

  await desk.apply({ channels: [hook(receiver.url)], routes });
  await desk.clock.advance(2_000);
  await receiver.untilPosts(1);

  const rows = await settled(desk);
  expect(rows.map(({ channel, state }) => [channel, state]).toSorted()).toEqual([
    ['gone', 'dead'],
    ['hook', 'sent'],
  ]);
  await desk.apply(undefined);
  expect(() => desk.desk.running).toThrow('Alerts are not configured');
});

it('refuses more than may wait for a channel', async () => {
  await using receiver = await startReceiver({ status: 500 });
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes, max_pending: 10 });
  for (let index = 0; index < 10; index += 1) await desk.post(aGroup(`Alert${index}`));

  await expect(desk.post(aGroup('Another'))).rejects.toMatchObject({ code: 'OVERLOADED' });
});

it('forgets what was sent two weeks ago, and not what waits', async () => {
  await using receiver = await startReceiver();
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes, keep_days: 14 });
  await desk.post(aWebhook());
  await settled(desk, ['sent']);

  await desk.clock.advance(15 * 86_400_000);
  for (let round = 0; round < 50 && (await desk.rows()).length > 0; round += 1)
    await desk.clock.advance(3_600_000);

  expect(await desk.rows()).toEqual([]);
});

it('does not say that it took what is not on disk, and sends that once when the disk is back', async () => {
  await using receiver = await startReceiver();
  await using opened = await openTestStore(outboxTable, groupsTable);
  let isBroken = true;
  const store: Store = {
    location: opened.store.location,
    table: (table) => opened.store.table(table),
    query: (...query) => opened.store.query(...query),
    committed: () =>
      isBroken
        ? Promise.reject(new GlassgateError('STORE_UNAVAILABLE', 'The disk is full.'))
        : opened.store.committed(),
  };
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes }, { store });

  await expect(desk.post(aWebhook())).rejects.toMatchObject({ status: 503 });
  await expect(desk.post(aWebhook())).rejects.toMatchObject({ status: 503 });
  await desk.clock.advance(4_000);
  expect(receiver.posts).toEqual([]);
  await desk.apply({ channels: [hook(receiver.url)], routes, dedup_seconds: 500 });
  isBroken = false;
  await desk.clock.advance(5_000);
  await receiver.untilPosts(1);

  expect(await desk.post(aWebhook())).toMatchObject({ duplicate: true });
  expect(await settled(desk)).toMatchObject([{ state: 'sent', attempts: 1 }]);
});
