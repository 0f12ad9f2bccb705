/** An alert as its `promtool` tests show it, except for these labels. */
export interface Sent {
  readonly alert: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface InhibitionCase {
  /** What fires, and holds others back. */
  readonly source: string;
  readonly heldBack: readonly Sent[];
  /** What is told all the same. */
  readonly told: readonly Sent[];
}

/** Where an alert fires that says nothing else. */
export const here = { job: 'glassgate', instance: 'gw-1:9000', limiter: 'openai/moody' };
const otherInstance = { instance: 'gw-2:9000' };
const otherJob = { job: 'glassgate-of-others' };

const on =
  (labels: Sent['labels'] = {}) =>
  (alert: string) => ({ alert, labels });
const otherDisks = [{ device: '/dev/sdz9' }, { mountpoint: '/elsewhere' }];
const otherLimiter = [{ limiter: 'openai/elsewhere' }];
const aboutTheSame = [
  { worse: 'HostDiskFull', milder: 'HostDiskHigh', elsewhere: otherDisks },
  { worse: 'HostInodesFull', milder: 'HostInodesHigh', elsewhere: otherDisks },
  { worse: 'HostMemoryFull', milder: 'HostMemoryHigh', elsewhere: [] },
  { worse: 'HostLoadExtreme', milder: 'HostLoadHigh', elsewhere: [] },
  {
    worse: 'GlassgateProvider429Storm',
    milder: 'GlassgateProvider429High',
    elsewhere: otherLimiter,
  },
  {
    worse: 'GlassgateRateLimiterFloor',
    milder: 'GlassgateRateLimiterRetreat',
    elsewhere: otherLimiter,
  },
];
const burns = ['SolveAvailability', 'SolveAdmission', 'SolveLatency60s'];

export const inhibitionCases: readonly InhibitionCase[] = [
  {
    source: 'GlassgateDown',
    heldBack: ['GlassgateContainerDown', 'GlassgateStoreDown', 'GlassgateSeriesBudget'].map(on()),
    told: [
      ...['GlassgateContainerDown', 'GlassgateStoreDown'].map(on(otherInstance)),
      ...['GlassgateContainerDown'].map(on(otherJob)),
      ...['SolveAvailabilityBudgetBurnPage', 'Watchdog'].map(on()),
    ],
  },
  {
    source: 'GlassgateAbsent',
    heldBack: [
      ...['GlassgateContainerDown', 'GlassgateStoreDown'].map(on()),
      ...['GlassgateContainerDown'].map(on(otherInstance)),
    ],
    told: [
      ...['GlassgateContainerDown'].map(on(otherJob)),
      // It holds back what no other alert here is about.
      ...['GlassgateDown'].map(on({ instance: 'gw-3:9000' })),
      ...['SolveAvailabilityBudgetBurnPage', 'Watchdog'].map(on()),
    ],
  },
  {
    source: 'GlassgateNoContainerAvailable',
    heldBack: [
      'GlassgateContainerDown',
      'GlassgateContainerFlapping',
      'GlassgateContainerStale',
      'GlassgateContainerLockedLong',
      'GlassgateContainerErrorRateHigh',
      'GlassgatePoolSaturated',
      'SolveAdmissionBudgetBurnPage',
      'SolveAdmissionBudgetBurnTicket',
    ].map(on()),
    told: [
      ...['GlassgateContainerDown', 'GlassgatePoolSaturated'].map(on(otherInstance)),
      ...['GlassgateContainerDown'].map(on(otherJob)),
      ...['GlassgateStoreDown', 'SolveAvailabilityBudgetBurnPage', 'SolveLatency60sBudgetBurnTicket'].map(
        on(),
      ),
    ],
  },
  ...burns.map((slo) => ({
    source: `${slo}BudgetBurnPage`,
    heldBack: [`${slo}BudgetBurnTicket`].map(on()),
    told: [
      ...burns.filter((other) => other !== slo).map((other) => `${other}BudgetBurnTicket`),
      'Watchdog',
    ].map(on()),
  })),
  ...['GlassgateIoLogDropping', 'GlassgateIoLogWriteErrors'].map((source) => ({
    source,
    heldBack: ['GlassgateIoLogSilent'].map(on()),
    told: [
      ...['GlassgateIoLogSilent'].map(on(otherInstance)),
      ...['GlassgateIoLogSilent'].map(on(otherJob)),
      ...['GlassgateRedactionCanaryFailed'].map(on()),
    ],
  })),
  {
    source: 'GlassgateStoreDown',
    heldBack: ['GlassgateStoreErrors', 'GlassgateStoreBusy', 'GlassgateStoreSlow'].map(on()),
    told: [
      ...['GlassgateStoreErrors', 'GlassgateStoreBusy', 'GlassgateStoreSlow'].map(on(otherInstance)),
      ...['GlassgateStoreErrors'].map(on(otherJob)),
      ...['GlassgateStoreRowsRefused', 'GlassgateStoreWalLarge', 'GlassgateContainerDown'].map(on()),
    ],
  },
  ...aboutTheSame.map(({ worse, milder, elsewhere }) => ({
    source: worse,
    heldBack: [milder].map(on()),
    told: [
      ...[...elsewhere, otherInstance, otherJob].map((labels) => ({ alert: milder, labels })),
      ...['HostDiskFullSoon', 'GlassgateQueueNearFull'].map(on()),
    ],
  })),
];
