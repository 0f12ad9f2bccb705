import type { ExchangeEvent, TimelineEntry } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { RunningJobs } from './running-jobs.ts';

function journalWith(stages: string[]) {
  const { journal } = makeCall();
  const timeline = (): TimelineEntry[] =>
    stages.map((stage) => ({ stage, attempt: 1, startMs: 0, selfMs: 1, outcome: 'ok' }));
  return { ...journal, timeline };
}

describe('RunningJobs', () => {
  it.each([
    ['closed', 'ended'],
    ['ended', 'closed'],
  ] as const)('forgets a job that is %s and %s, not before', (first, second) => {
    const jobs = new RunningJobs();
    const { runId } = jobs.open(makeCall().journal).journal;
    jobs[first](runId);
    jobs[first](runId);
    expect(jobs.get(runId)).toBeDefined();
    jobs[second](runId);
    expect(jobs.size).toBe(0);
  });

  it('gives each job its own exchanges', () => {
    const jobs = new RunningJobs();
    const [one, other] = [jobs.open(makeCall().journal), jobs.open(makeCall().journal)];
    const event = { startedAt: new Date(), path: '/', error: null } as ExchangeEvent;
    jobs.saw({ ...event, runId: one.journal.runId });
    jobs.saw({ ...event, runId: null });
    jobs.saw({ ...event, runId: 'nobody' });
    expect([one, other].map(({ exchanges }) => exchanges.read().items.length)).toEqual([1, 0]);
  });
});

describe('the timeline of a running job', () => {
  it('says in which container a stage ran', () => {
    const stages = ['jobs', 'selector'];
    const job = new RunningJobs().open(journalWith(stages));
    job.attemptStarted(1, 'c1');
    stages.push('chat');
    job.attemptEnded(1);
    job.attemptStarted(2, 'c2');
    stages.push('chat', 'upstream');
    expect(
      job
        .timeline()
        .map(({ stage, containerId, containerAttempt }) => [stage, containerId, containerAttempt]),
    ).toEqual([
      ['jobs', undefined, undefined],
      ['selector', undefined, undefined],
      ['chat', 'c1', 1],
      ['chat', 'c2', 2],
      ['upstream', 'c2', 2],
    ]);
    expect(job.attempts).toBe(2);
  });

  it('leaves alone what comes after an attempt', () => {
    const stages = ['jobs'];
    const job = new RunningJobs().open(journalWith(stages));
    job.attemptStarted(1, 'c1');
    stages.push('chat');
    job.attemptEnded(1);
    stages.push('lock');
    expect(job.timeline().map(({ containerId }) => containerId)).toEqual([undefined, 'c1', undefined]);
  });
});
