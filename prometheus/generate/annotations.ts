import { panelId } from '../../grafana/build/panel-id.ts';
import type { AlertText } from './rule.ts';
import type { Settings } from './settings.ts';

type Told = Pick<AlertText, 'alert' | 'dashboard' | 'panels' | 'summary' | 'description'>;

/** What a message about an alert says, and where its buttons lead: to its page, and to the panel that shows it. */
export function annotationsOf(
  { alert, dashboard, panels, summary, description }: Told,
  links: Settings['links'],
) {
  return {
    summary,
    description,
    runbook_url: runbookUrl(alert, links),
    dashboard_url: `${links.dashboards}/glassgate-${dashboard}?viewPanel=${panelId(panels[0])}`,
  };
}

export function runbookUrl(alert: string, links: Settings['links']): string {
  return `${links.runbooks}/${alert}.md`;
}
