import type { Panel } from './panel.ts';

export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/**
 * From a panel to the traces of the time it shows, and to the jobs with their log lines and exchanges. An
 * exemplar leads to its own trace: that link belongs to the data source.
 */
export function dataLinks(panel: Panel): DataLink[] {
  const isTraced = panel.targets.some(({ exemplars }) => exemplars === true);
  if (!isTraced && panel.containerLabel === undefined) return [];
  const jobs = link(jobsTitle(panel), jobsUrl(panel));
  return isTraced ? [link('Traces of this time', tracesUrl()), jobs] : [jobs];
}

function link(title: string, url: string): DataLink {
  return { title, url, targetBlank: true };
}

function jobsTitle({ containerLabel }: Panel): string {
  return containerLabel === undefined ? 'Jobs of this time' : 'Jobs of this container';
}

function jobsUrl({ containerLabel }: Panel): string {
  const container = containerLabel === undefined ? '' : `container=\${__field.labels.${containerLabel}}&`;
  return `\${gateway:raw}/v1/jobs?${container}from=\${__from:date:iso}&to=\${__to:date:iso}`;
}

/** A search in Explore. What Grafana is to fill in must not be encoded. */
function tracesUrl(): string {
  const panes = {
    traces: {
      datasource: 'glassgate-traces',
      queries: [
        {
          refId: 'A',
          queryType: 'search',
          service: 'glassgate',
          datasource: { type: 'jaeger', uid: 'glassgate-traces' },
        },
      ],
      range: { from: '@from', to: '@to' },
    },
  };
  const encoded = encodeURIComponent(JSON.stringify(panes))
    .replace('%40from', '$' + '{__from}')
    .replace('%40to', '$' + '{__to}');
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded}`;
}
