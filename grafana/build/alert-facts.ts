import { alertPlaces } from '../../prometheus/generate/alert-places.ts';
import { runbookUrl } from '../../prometheus/generate/annotations.ts';
import type { Settings } from '../../prometheus/generate/settings.ts';
import type { AlertFacts } from './dashboard-json.ts';

export function alertFacts(settings: Settings): AlertFacts {
  const places = alertPlaces(settings);
  return {
    limitOf: (alert) => {
      const limit = settings.alerts[alert]?.limit;
      if (limit === undefined) throw new Error(`slo.yaml gives no limit for ${alert}.`);
      return limit;
    },
    runbooksOf: ({ uid }, { title }) =>
      places
        .filter(({ dashboard, panels }) => uid === `glassgate-${dashboard}` && panels.includes(title))
        .map(({ alert }) => ({ title: `Runbook: ${alert}`, url: runbookUrl(alert, settings.links) })),
  };
}
