import type { Counter, SetupContext } from 'glassgate/plugin-api';
import type { RateChange } from './adaptive-rate.ts';
import type { RateStep } from './metrics.ts';

type Log = SetupContext<unknown>['log'];
type Steps = Counter<{ readonly limiter: string; readonly step: RateStep }>;

/** Says in the log and in a counter that the rate of a limiter has changed. */
export function rateChangeTeller(log: Log, steps: Steps): (limiter: string, change: RateChange) => void {
  return (limiter, { from, to, fromRpm, toRpm, isFloor }) => {
    const line = { limiter, from, to, from_rpm: fromRpm, to_rpm: toRpm };
    if (from === 'normal' && to === 'normal') {
      log.info({ event: 'ratelimit.rate_set', ...line }, 'rate set');
      return;
    }
    if (toRpm < fromRpm) {
      steps.increment({ limiter, step: isFloor ? 'floor' : 'retreat' });
      log.info({ event: 'ratelimit.retreat', ...line }, 'rate lowered');
      if (isFloor) log.warn({ event: 'ratelimit.floor', ...line }, 'rate at its floor');
      return;
    }
    steps.increment({ limiter, step: 'recover' });
    log.info({ event: 'ratelimit.recover', ...line }, 'rate raised');
  };
}
