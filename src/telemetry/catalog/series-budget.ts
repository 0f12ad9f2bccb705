import type { LabelSets, MetricData } from '../../plugin-api/metrics.ts';
import type { CatalogedMetric } from './core-catalog.ts';

/** What a world is made of. Sets that are not named are full, and combinations that are not named all occur. */
export interface World {
  /** How many values the open sets of a kind have. */
  readonly values?: Readonly<Record<string, number>>;
  /** How many combinations of label values occur, by metric. */
  readonly combinations?: Readonly<Record<string, number>>;
}

/** The most samples that a metric can show in such a world. */
export function mostSamples({ name, data }: CatalogedMetric, world: World = {}): number {
  const combinations = Math.min(
    mostCombinations(data, world),
    world.combinations?.[name] ?? Number.POSITIVE_INFINITY,
  );
  // A histogram has the bucket +Inf, the sum and the count besides its bounds.
  return data.type === 'histogram' ? combinations * (data.buckets.length + 3) : combinations;
}

function mostCombinations({ labels = {}, maxCombinations }: MetricData, world: World): number {
  const product = Object.values(labels).reduce((count, set) => count * sizeOf(set, world), 1);
  // One more takes what finds no room.
  return maxCombinations === undefined ? product : Math.min(product, maxCombinations + 1);
}

function sizeOf(set: LabelSets[string], { values = {} }: World): number {
  if (!('max' in set)) return set.length;
  const size = values[set.kind];
  return size === undefined ? set.max + 1 : Math.min(size, set.max + 1);
}
