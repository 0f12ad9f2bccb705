const factor = 60;
const shortestWaitMs = 3_000;
const msPerUnit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Rules that do within a second what the real ones do within a minute: windows and waits. Thresholds stay, except of
 * whole seconds that a task takes: those are waits too. No wait is shorter than what a busy machine may stumble over.
 */
export function warpRules(rules: string): string {
  return rules
    .replace(
      /(_duration_seconds_bucket\{.* > )(\d+)$/gm,
      (_all, start: string, seconds: string) => start + Number(seconds) / factor,
    )
    .replace(/\[(\d+[smhd])\]/g, (_all, duration: string) => `[${warped(duration)}]`)
    .replace(
      /^(\s+for: )(\d+[smhd])$/gm,
      (_all, key: string, duration: string) => key + warpedWait(duration),
    );
}

/** The same for the pauses of Alertmanager. */
export function warpAlertmanager(config: string): string {
  const pauses = /^(\s+(?:group_wait|group_interval|repeat_interval|resolve_timeout): )(\d+[smhd])$/gm;
  return config.replace(pauses, (_all, key: string, duration: string) => key + warped(duration));
}

function warpedWait(duration: string): string {
  return `${Math.max(shortestWaitMs, warpedMs(duration))}ms`;
}

function warped(duration: string): string {
  return `${warpedMs(duration)}ms`;
}

function warpedMs(duration: string): number {
  const unit = duration.slice(-1) as keyof typeof msPerUnit;
  return Math.round((Number.parseInt(duration, 10) * msPerUnit[unit]) / factor);
}
