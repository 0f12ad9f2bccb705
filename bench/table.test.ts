import { cpuOf, cpuOver, p50Over, rateOf } from './comparison.ts';
import { type Sample, summarise } from './summary.ts';
import { renderTables } from './table.ts';

const usual: Sample = {
  system: 'direct',
  traffic: 'solve',
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

  it('keeps systems, loads and traffic apart', () => {
    const samples = [
      usual,
      { ...usual, connections: 1 },
      { ...usual, system: 'nginx' },
      { ...usual, traffic: 'streaming' },
    ];
    expect(summarise(samples).map(({ system, connections }) => [system, connections])).toEqual([
      ['direct', 16],
      ['direct', 1],
      ['nginx', 16],
      ['direct', 16],
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

  it('compares every system with others before it shows the figures', () => {
    const comparisons = [rateOf('direct'), cpuOf('direct'), cpuOver('direct'), p50Over('direct')];
    const lines = renderTables([usual, express], comparisons).split('\n');
    expect(lines[2]).toMatch(/^\| system \| req\/s of direct \| CPU of direct \| µs over direct \|/);
    expect(lines.at(-2)).toBe(
      '| express-hpm | 0.50 × | 2.00 × | 50 | 0.50 | 100 | 5000 | 1.50 | 3.00 | 80 | – | 0 % |',
    );
  });

  it('compares with nothing when the other system was not measured', () => {
    expect(renderTables([express], [rateOf('direct')])).toContain('| express-hpm | – | 100 |');
  });

  it('compares only within a load', () => {
    const other = { ...express, traffic: 'streaming' };
    expect(renderTables([usual, other], [rateOf('direct')])).toContain('| express-hpm | – | 100 |');
  });

  it('marks a system of which more than one request in a thousand failed', () => {
    const tables = renderTables([{ ...usual, failedShare: 0.002 }], []);
    expect(tables).toContain('**0.20 %, do not compare**');
    expect(renderTables([{ ...usual, failedShare: 0.0009 }], [])).not.toContain('do not compare');
  });

  it('has a table for each load', () => {
    const titles = renderTables([usual, { ...usual, connections: 1 }], []).match(/^###.*$/gm);
    expect(titles).toEqual(['### solve, 16 connections', '### solve, 1 connection']);
  });
});
