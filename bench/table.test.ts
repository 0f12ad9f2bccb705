import { type Sample, summarise } from './summary.ts';
import { renderTables } from './table.ts';

const usual: Sample = {
  system: 'direct',
  connections: 16,
  round: 1,
  requestsPerSecond: 10_000,
  p50Ms: 1,
  p99Ms: 3,
  cpuUsPerRequest: 50,
  rssMb: 80,
  failedShare: 0,
  loopDelayMs: undefined,
};

describe('summarise', () => {
  it('takes the median of each figure and the worst share of failures', () => {
    const samples = [
      { ...usual, round: 1, requestsPerSecond: 9_000, cpuUsPerRequest: 70 },
      { ...usual, round: 2, requestsPerSecond: 12_000, cpuUsPerRequest: 50, failedShare: 0.2 },
      { ...usual, round: 3, requestsPerSecond: 11_000, cpuUsPerRequest: 60 },
    ];
    expect(summarise(samples)).toMatchObject([
      { system: 'direct', requestsPerSecond: 11_000, cpuUsPerRequest: 60, failedShare: 0.2 },
    ]);
  });

  it('keeps systems and loads apart', () => {
    const samples = [usual, { ...usual, connections: 1 }, { ...usual, system: 'nginx' }];
    expect(summarise(samples).map(({ system, connections }) => [system, connections])).toEqual([
      ['direct', 16],
      ['direct', 1],
      ['nginx', 16],
    ]);
  });
});

describe('renderTables', () => {
  const express = {
    ...usual,
    system: 'express-hpm',
    requestsPerSecond: 5_000,
    cpuUsPerRequest: 100,
    p50Ms: 1.5,
  };

  it('compares every system with direct and with express-hpm', () => {
    const row = renderTables([usual, express]).split('\n').at(-2);
    expect(row).toBe(
      '| express-hpm | 5000 | 0.50 × | 1.00 × | 100 | 1.00 × | 1.50 | 0.50 | 3.00 | 80 | – | 0 % |',
    );
  });

  it('marks a system of which more than one request in a thousand failed', () => {
    const tables = renderTables([{ ...usual, failedShare: 0.002 }]);
    expect(tables).toContain('**0.20 %, do not compare**');
    expect(renderTables([{ ...usual, failedShare: 0.0009 }])).not.toContain('do not compare');
  });

  it('has a table for each load', () => {
    const titles = renderTables([usual, { ...usual, connections: 1 }]).match(/^###.*$/gm);
    expect(titles).toEqual(['### 16 connections', '### 1 connection']);
  });
});
