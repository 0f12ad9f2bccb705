import { queueConfig } from './config.ts';

describe('queueConfig', () => {
  it('is off by default', () => {
    expect(queueConfig.parse({}).queue).toEqual({
      max_wait_seconds: 0,
      wait_seconds_limit: 600,
      max_waiting: 1000,
      recheck_seconds: 1,
    });
  });

  it.each([
    { max_wait_seconds: -1 },
    { max_wait_seconds: 601 },
    { max_wait_seconds: 2, wait_seconds_limit: 1 },
    { wait_seconds_limit: 86_401 },
    { max_waiting: 1.5 },
    { recheck_seconds: 0 },
  ])('refuses %j', (queue) => {
    expect(queueConfig.safeParse({ queue }).success).toBe(false);
  });
});
