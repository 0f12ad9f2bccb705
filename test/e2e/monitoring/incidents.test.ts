import { incidents } from '../../../src/demo/incidents/run-incidents.ts';
import { itWithPrograms } from '../../programs.ts';
import { scrape, total } from '../scrape.ts';
import { fullLogDisk, gatewayDown, lockLeak, loggedOutProfile } from './gateway-incidents.ts';
import { startStack } from './stack.ts';
import { busyStorm, deadWorker, flappingWorker, noWorkerLeft, slowWorker } from './worker-incidents.ts';

// `GlassgateContainerDown` is told once for one dead worker, and held back while none is left.
const toldOnce = [
  ...incidents.flatMap(({ alerts }) => alerts.map(({ alert }) => alert)),
  'GlassgateNoContainerAvailable',
  'SolveAvailabilityBudgetBurnPage',
  'GlassgateDown',
];

itWithPrograms(['prometheus', 'prometheus-alertmanager'])(
  'each incident raises its alert once, inhibition holds, and the end is told',
  async () => {
    await using stack = await startStack();
    // Its two refusals alone would burn the budget of a quiet hour that begins with a storm.
    await lockLeak(stack);
    // While no request that went well is in the windows of an hour.
    await busyStorm(stack);
    await loggedOutProfile(stack);
    await deadWorker(stack);
    await noWorkerLeft(stack);
    await flappingWorker(stack);
    await slowWorker(stack);
    await fullLogDisk(stack);
    await gatewayDown(stack);

    const told = toldOnce.map((alert) => [alert, stack.feishu.about(alert, 'firing').length]);
    expect(told).toEqual(toldOnce.map((alert) => [alert, 1]));
    expect(total(await scrape(stack.desk), 'glassgate_alerts_watchdog_age_seconds')).toBeLessThan(15);
    expect(stack.feishu.about('AlertingPathBroken', 'firing')).toEqual([]);
  },
  360_000,
);
