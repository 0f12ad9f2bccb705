import type { Counter, Gauge, MetricCatalog, MetricFactory } from '../../src/plugin-api/metrics.ts';
import { MetricFamilies } from '../../src/telemetry/metric-families.ts';
import type { TracedHistogram } from '../../src/telemetry/metric-family.ts';

// Loaded before the gateway: nothing it counts or measures goes anywhere. No operator can have it so; it tells
// what metrics cost.
const nothing = () => undefined;
const instrument: Counter<object> & Gauge<object> & TracedHistogram<object> = {
  ...{ increment: nothing, set: nothing, add: nothing, mirror: nothing },
  ...{ observe: nothing, zero: nothing },
};
const declare = (catalog: MetricCatalog) =>
  Object.fromEntries(Object.keys(catalog).map((key) => [key, instrument]));
const factory = { declare, retain: nothing } as unknown as MetricFactory;

Object.assign(MetricFamilies.prototype, { declare, factoryFor: () => factory, retain: nothing });
