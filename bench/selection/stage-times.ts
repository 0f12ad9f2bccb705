/** Seconds that the stages of all successful solves took so far, each without the stages below it. */
export interface StageTimes {
  readonly selector: number;
  readonly all: number;
  readonly solves: number;
  /** Solves that did not succeed, without those that the load generator left at its end. */
  readonly failures: number;
}

const samplePattern = /^glassgate_stage_duration_seconds_(sum|count)\{(.*)\} (\S+)$/;

/** Read the Prometheus text of a gateway. */
export function stageTimesIn(metrics: string): StageTimes {
  const samples = metrics.split('\n').flatMap((line) => {
    const [, kind, labels = '', value] = samplePattern.exec(line) ?? [];
    if (kind === undefined || !labels.includes('chain="solve"')) return [];
    const isOf = (stage: string) => labels.includes(`stage="${stage}"`);
    const outcome = /outcome="(\w+)"/.exec(labels)?.[1];
    return [{ kind, isOk: outcome === 'ok', isFailed: !isBenign(outcome), isOf, value: Number(value) }];
  });
  const total = (chosen: typeof samples) => chosen.reduce((sum, { value }) => sum + value, 0);
  const sums = samples.filter(({ kind, isOk }) => kind === 'sum' && isOk);
  const ends = samples.filter(({ kind, isOf }) => kind === 'count' && isOf('unaccounted'));
  return {
    selector: total(sums.filter(({ isOf }) => isOf('selector'))),
    all: total(sums),
    solves: total(ends.filter(({ isOk }) => isOk)),
    failures: total(ends.filter(({ isFailed }) => isFailed)),
  };
}

function isBenign(outcome: string | undefined): boolean {
  return outcome === 'ok' || outcome === 'canceled';
}

/** What happened between two looks. */
export function between(before: StageTimes, after: StageTimes): StageTimes {
  return {
    selector: after.selector - before.selector,
    all: after.all - before.all,
    solves: after.solves - before.solves,
    failures: after.failures - before.failures,
  };
}

/** Whether no solve is under way. */
export function isIdle(metrics: string): boolean {
  return !/^glassgate_runs_in_flight\{chain="solve"\} [1-9]/m.test(metrics);
}
