import { aGroup } from './test-alerts.ts';
import { hook, openDesk, routes, settled } from './test-desk.ts';
import { startReceiver } from './test-receiver.ts';

it('raises an alert of its own when the watchdog stays away, and says when it is back', async () => {
  await using receiver = await startReceiver();
  await using pinged = await startReceiver();
  const watch = { interval_seconds: 300, channels: ['hook'], ping_url: `${pinged.url}/ping` };
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes, dead_man: watch });
  const watchdog = aGroup('Watchdog', { severity: 'none' });

  expect(await desk.post(watchdog)).toMatchObject({ alerts: 1, messages: [] });
  await pinged.untilPosts(1);
  await desk.clock.advance(899_000);
  expect(receiver.posts).toHaveLength(0);
  await desk.clock.advance(1_000);
  await receiver.untilPosts(1);
  await settled(desk);
  await desk.clock.advance(3_600_000);
  await desk.post(watchdog);
  await receiver.untilPosts(2);

  expect(receiver.posts.map(({ body }) => [body.title, body.status, body.severity])).toEqual([
    ['AlertingPathBroken', 'firing', 'critical'],
    ['AlertingPathBroken', 'resolved', 'critical'],
  ]);
  expect(receiver.posts[0]?.body.alerts[0].summary).toContain('was not received for 15 min');
});
