import { alertGroups } from './alert-groups.ts';
import type { AlertText } from './rule.ts';
import type { Settings } from './settings.ts';
import { burnTexts } from './slo-rules.ts';

/** Where an alert can be seen. */
export type AlertPlace = Pick<AlertText, 'alert' | 'dashboard' | 'panels'>;

export function alertPlaces(settings: Settings): AlertPlace[] {
  return [...burnTexts(settings), ...alertGroups.flatMap(({ alerts }) => alerts)];
}
