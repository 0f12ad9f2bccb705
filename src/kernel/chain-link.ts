import type { Logger } from 'pino';
import type { AnyPlugin, PluginParts } from '../plugin-api/plugin.ts';
import type { SlotMap } from '../plugin-api/slot.ts';

/** A plugin whose modules are loaded and whose `setup` has run. */
export interface LoadedPlugin {
  readonly spec: AnyPlugin;
  /** Chains that its stage is in. */
  readonly chains: readonly string[];
  /** The plugin's own logger: its level can change while the gateway runs. */
  readonly log?: Logger;
  // biome-ignore lint/suspicious/noExplicitAny: types of one plugin end at the kernel
  readonly parts: PluginParts<any, any, any>;
}

type SlotPair = readonly [field: string, slotId: string];

/** One stage, with its slots as pairs of the plugin's own field name and the slot's id. */
export interface ChainLink {
  readonly name: string;
  readonly reentrant: boolean;
  readonly needs: readonly SlotPair[];
  readonly adds: readonly SlotPair[];
  readonly run: NonNullable<LoadedPlugin['parts']['stage']>;
}

/** The stages of one chain, in order. Plugins without a stage in it are passed over. */
export function chainLinks(plugins: readonly LoadedPlugin[], chain: string): ChainLink[] {
  return plugins.flatMap(({ spec, parts, chains }) => {
    if (parts.stage === undefined || !chains.includes(chain)) return [];
    return [
      {
        name: spec.name,
        reentrant: spec.reentrant ?? false,
        needs: slotPairs(spec.needs),
        adds: slotPairs(spec.adds),
        run: parts.stage,
      },
    ];
  });
}

export function slotPairs(slots: SlotMap | undefined): SlotPair[] {
  return Object.entries(slots ?? {}).map(([field, slot]) => [field, slot.id]);
}
