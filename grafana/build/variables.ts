import { chosenSource } from './data-source.ts';
import { series } from './promql.ts';

const ofMetrics = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  current: { text: 'glassgate-prom', value: 'glassgate-prom' },
  hide: 0,
  includeAll: false,
  multi: false,
  refresh: 1,
  regex: '',
};

const ofLinks = {
  name: 'gateway',
  label: 'Gateway',
  description: 'Where the links to jobs lead.',
  type: 'textbox',
  query: 'http://127.0.0.1:9000',
  current: { text: 'http://127.0.0.1:9000', value: 'http://127.0.0.1:9000' },
  hide: 0,
};

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly query: string;
  /** Whether "All" means whatever there is, or exactly what the list shows. */
  readonly allIsAnything?: boolean;
}

function choice({ name, label, query, allIsAnything = false }: Choice) {
  return {
    name,
    label,
    type: 'query',
    datasource: chosenSource,
    query: { query, refId: `${name}-values` },
    definition: query,
    ...(allIsAnything && { allValue: '.+' }),
    current: { text: 'All', value: '$__all' },
    hide: 0,
    includeAll: true,
    multi: true,
    refresh: 2,
    regex: '',
    sort: 1,
  };
}

// Other programs have `up`, `process_…` and `scrape_…` too, so "All" must mean the gateways.
const always = [
  choice({ name: 'job', label: 'Job', query: 'label_values(glassgate_build_info, job)' }),
  choice({
    name: 'instance',
    label: 'Instance',
    query: 'label_values(glassgate_build_info{job=~"$job"}, instance)',
  }),
];

const sometimes = {
  container: choice({
    name: 'container',
    label: 'Container',
    query: `label_values(${series('glassgate_selector_container_up')}, container_id)`,
    allIsAnything: true,
  }),
  stage: choice({
    name: 'stage',
    label: 'Stage',
    query: `label_values(${series('glassgate_stage_in_flight')}, stage)`,
    allIsAnything: true,
  }),
  slo: choice({
    name: 'slo',
    label: 'SLO',
    query: 'label_values(slo:objective:ratio, sloth_slo)',
    allIsAnything: true,
  }),
  host: choice({ name: 'host', label: 'Host', query: 'label_values(node_uname_info, instance)' }),
};

/** The drop-downs at the top of a dashboard. */
export function variables(names: readonly (keyof typeof sometimes)[]) {
  return [ofMetrics, ...always, ...names.map((name) => sometimes[name]), ofLinks];
}
