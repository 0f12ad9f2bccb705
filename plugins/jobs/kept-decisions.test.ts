import type { RecordedDecision } from 'glassgate/plugin-api';
import { keptDecisions } from './kept-decisions.ts';

const decision = (attempt: number): RecordedDecision => ({
  subject: 'profile',
  chosen: `p${attempt}`,
  reason: 'fewest uses (0)',
  considered: [],
  stage: 'profile',
  attempt,
  atMs: attempt,
});
const decisions = (count: number) => Array.from({ length: count }, (_value, index) => decision(index + 1));

describe('keptDecisions', () => {
  it.each([0, 1, 30])('keeps all of %i', (count) => {
    expect(JSON.parse(keptDecisions(decisions(count)))).toEqual(decisions(count));
  });

  it('keeps the first and the last of many, and says how many are left out', () => {
    const text = keptDecisions(decisions(5000));

    expect(text.length).toBeLessThan(9000);
    const kept = JSON.parse(text) as RecordedDecision[];
    const gap = kept.findIndex(({ subject }) => subject === 'left_out');
    expect(kept.slice(0, gap)).toEqual(decisions(gap));
    expect(kept.slice(gap + 1)).toEqual(decisions(5000).slice(5000 - (kept.length - gap - 1)));
    expect(kept[gap]).toMatchObject({
      chosen: null,
      reason: `${5000 - (kept.length - 1)} decisions are not kept`,
      considered: [],
    });
    expect(Math.abs(gap - (kept.length - 1 - gap))).toBeLessThanOrEqual(1);
  });

  it('keeps the first and the last also when each of them is long', () => {
    const long = { ...decision(1), reason: 'r'.repeat(20_000) };
    const kept = JSON.parse(keptDecisions([long, decision(2), long])) as RecordedDecision[];
    expect(kept.map(({ attempt, subject }) => [subject, attempt])).toEqual([
      ['profile', 1],
      ['left_out', 0],
      ['profile', 1],
    ]);
  });
});
