import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';

export const dashboardsDir = resolve(import.meta.dirname, '../../grafana/dashboards');

const datasource = z.object({ type: z.string(), uid: z.string() });

const target = z.object({
  refId: z.string(),
  datasource,
  expr: z.string(),
  exemplar: z.boolean(),
});

const panel = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  description: z.string(),
  datasource,
  links: z.array(z.object({ title: z.string(), url: z.string() })).optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  fieldConfig: z.object({
    defaults: z.looseObject({
      unit: z.string(),
      thresholds: z.object({
        mode: z.string(),
        steps: z.array(z.looseObject({ color: z.string(), value: z.number().nullable() })),
      }),
      links: z.array(z.object({ title: z.string(), url: z.string() })).optional(),
    }),
  }),
  targets: z.array(target),
});

const variable = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().optional(),
  refresh: z.int().optional(),
  datasource: datasource.optional(),
  definition: z.string().optional(),
  current: z.looseObject({ value: z.string() }).optional(),
});

const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  editable: z.boolean(),
  graphTooltip: z.int(),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
  links: z.array(z.looseObject({ tags: z.array(z.string()), asDropdown: z.boolean() })),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(panel),
});

export type DashboardJson = z.infer<typeof dashboard>;
export type PanelJson = z.infer<typeof panel>;
type TargetJson = z.infer<typeof target>;

/** The committed dashboards, by the name of their file. */
export async function readDashboards(): Promise<ReadonlyMap<string, DashboardJson>> {
  const names = (await readdir(dashboardsDir)).filter((name) => name.endsWith('.json')).sort();
  const read = names.map(async (name) => {
    const text = await readFile(join(dashboardsDir, name), 'utf8');
    return [basename(name, '.json'), dashboard.parse(JSON.parse(text))] as const;
  });
  return new Map(await Promise.all(read));
}

export interface Query {
  /** `overview / Up / A`. */
  readonly where: string;
  readonly expr: string;
  readonly panel: PanelJson;
  readonly target: TargetJson;
}

/** Every query of every panel. */
export async function readQueries(): Promise<Query[]> {
  return [...(await readDashboards())].flatMap(([file, { panels }]) =>
    panels.flatMap((panel) =>
      panel.targets.map((target) => ({
        where: `${file} / ${panel.title} / ${target.refId}`,
        expr: target.expr,
        panel,
        target,
      })),
    ),
  );
}
