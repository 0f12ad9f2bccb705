import { KeyAcceptance } from './key-acceptance.ts';

function acceptanceAt() {
  const clock = { time: 0 };
  return { clock, acceptance: new KeyAcceptance(() => clock.time) };
}

describe('KeyAcceptance', () => {
  it.each([
    ['nothing', [], 'unknown'],
    ['an answer', [200], 'ok'],
    ['an answer about the request', [404], 'ok'],
    ['an error of the server', [502], 'unknown'],
    ['a refused key', [401], 'failed'],
    ['a refused model', [200, 403, 403], 'ok'],
    ['refusals only', [200, 403, 403, 403], 'failed'],
    ['an answer after a refusal', [401, 200], 'ok'],
  ])('concludes from %s', (_what, statuses, state) => {
    const { acceptance } = acceptanceAt();
    for (const status of statuses) acceptance.answered(status);

    expect(acceptance.state).toBe(state);
  });

  it('believes a refusal for a minute, and not of another key', () => {
    const { clock, acceptance } = acceptanceAt();
    acceptance.answered(401);
    clock.time = 59_999;
    expect(acceptance.state).toBe('failed');
    clock.time = 60_000;
    expect(acceptance.state).toBe('unknown');
    acceptance.answered(401);
    acceptance.forget();
    expect(acceptance.state).toBe('unknown');
  });
});
