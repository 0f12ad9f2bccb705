import { type Column, cpuOf, cpuOver, p50Over, rateOf } from '../comparison.ts';
import { type Behind, llmApi, worker } from '../surroundings.ts';
import type { System } from '../system.ts';
import { completing, solving, streaming, type Traffic } from '../traffic.ts';
import { direct } from './direct.ts';
import { expressHpm } from './express-hpm.ts';
import { llmGateways } from './llm-gateways.ts';
import { nginx } from './nginx.ts';
import { portkey } from './portkey.ts';
import { glassgate, glassgateBare, telemetrySteps } from './solve-gateways.ts';

/** Systems that are measured in one run. */
export interface Suite {
  readonly behind: Behind;
  readonly traffic: readonly Traffic[];
  /** In the order of the table. */
  readonly systems: readonly System[];
  /** Every system has to answer exactly what stands behind it answers. */
  readonly isPassedOn: boolean;
  readonly comparisons: readonly Column[];
}

export const suiteNames = ['solve', 'cost', 'llm'] as const;
export type SuiteName = (typeof suiteNames)[number];

export const suites: Readonly<Record<SuiteName, Suite>> = {
  solve: {
    behind: worker,
    traffic: [solving],
    systems: [direct, nginx, expressHpm, glassgateBare, glassgate],
    isPassedOn: false,
    comparisons: [rateOf('direct'), rateOf('express-hpm'), cpuOf('express-hpm'), p50Over('direct')],
  },
  cost: {
    behind: worker,
    traffic: [solving],
    systems: telemetrySteps,
    isPassedOn: false,
    comparisons: [cpuOf('glassgate-bare'), cpuOver('glassgate-bare'), cpuOver('glassgate-metrics')],
  },
  llm: {
    behind: llmApi,
    traffic: [completing, streaming],
    systems: [direct, nginx, expressHpm, portkey, ...llmGateways],
    isPassedOn: true,
    comparisons: [
      ...[rateOf('express-hpm'), rateOf('portkey'), cpuOf('express-hpm'), cpuOf('portkey')],
      p50Over('direct'),
    ],
  },
};
