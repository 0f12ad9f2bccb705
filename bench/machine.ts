import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where and when it was measured: figures without it cannot be compared. */
export function machineFacts(now: Date): Record<string, string | number> {
  return {
    date: now.toISOString().slice(0, 10),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory_gb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    load_before: loadavg()[0]?.toFixed(1) ?? 'unknown',
  };
}
