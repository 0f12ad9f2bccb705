import { Circuit } from './circuit.ts';
import { RetryBudget } from './retry-budget.ts';

it('opens after failures in a row, lets one try at a time, and closes after enough passes', () => {
  const clock = { time: 0 };
  const circuit = new Circuit({ fails: 2, passes: 2, open_seconds: 10 }, () => clock.time);
  circuit.failed();
  circuit.passed();
  circuit.failed();
  expect(circuit.state).toBe('closed');
  circuit.failed();
  expect([circuit.state, circuit.isPassable, circuit.retryInMs]).toEqual(['open', false, 10_000]);

  clock.time = 10_000;
  expect([circuit.state, circuit.isPassable]).toEqual(['half_open', true]);
  circuit.began();
  expect(circuit.isPassable).toBe(false);
  circuit.passed();
  circuit.began();
  circuit.passed();
  expect([circuit.state, circuit.isPassable]).toEqual(['closed', true]);
});

it('opens again when the try fails, and counts no try that says nothing', () => {
  const clock = { time: 0 };
  const circuit = new Circuit({ fails: 1, passes: 1, open_seconds: 10 }, () => clock.time);
  circuit.failed();
  clock.time = 10_000;
  circuit.began();
  circuit.ended();
  expect(circuit.isPassable).toBe(true);
  circuit.began();
  circuit.failed();

  expect([circuit.state, circuit.retryInMs]).toEqual(['open', 10_000]);
});

it('allows as many retries as a part of the requests under way, and always a few', () => {
  const budget = new RetryBudget(() => ({ max: 2, budget_percent: 20, budget_min: 3 }));
  const taken = () => {
    let count = 0;
    while (budget.take()) count += 1;
    budget.release(count);
    return count;
  };

  expect(taken()).toBe(3);
  for (let index = 0; index < 50; index += 1) budget.began();
  expect(taken()).toBe(10);
});
