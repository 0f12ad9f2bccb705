import { codesOf } from '../../../prometheus/generate/codes.ts';
import type { Settings } from '../../../prometheus/generate/settings.ts';
import { type Dashboard, target } from '../panel.ts';
import { perSecond } from '../promql.ts';

const those = '{sloth_service="glassgate",sloth_slo=~"$slo"}';

export function slo({ slo: { objectives, page, ticket } }: Settings): Dashboard {
  const [pagePair, ticketPair] = [page.pairs[0], ticket.pairs[0]];
  const ignored = objectives.flatMap((each) => ('ignored_kinds' in each ? each.ignored_kinds : []));
  return {
    uid: 'glassgate-slo',
    title: 'SLO',
    description: 'What was promised, what is left of it, and how fast it is being used up.',
    variables: ['slo'],
    panels: [
      {
        title: 'Objective',
        description: 'Share of good requests that is promised.',
        type: 'stat',
        unit: 'percentunit',
        width: 8,
        targets: [target(`slo:objective:ratio${those}`, '{{sloth_slo}}')],
      },
      {
        title: 'Error budget left (30 d)',
        description:
          'Share of the allowed errors of 30 days that is left. At 0: changes that risk something wait.',
        type: 'gauge',
        unit: 'percentunit',
        width: 8,
        max: 1,
        isRedBelow: true,
        steps: [
          [0, 'yellow'],
          [0.25, 'green'],
        ],
        targets: [target(`slo:period_error_budget_remaining:ratio${those}`, '{{sloth_slo}}')],
      },
      {
        title: 'Burn rate now',
        description: 'At 1 the budget lasts exactly 30 days; at twice as much, half of them.',
        type: 'stat',
        unit: 'short',
        width: 8,
        steps: [
          [1, 'yellow'],
          [pagePair.burn, 'red'],
        ],
        targets: [target(`slo:current_burn_rate:ratio${those}`, '{{sloth_slo}}')],
      },
      {
        title: 'Error ratio, windows of the page',
        description: 'Somebody is called when both windows are above the line.',
        type: 'timeseries',
        unit: 'percentunit',
        width: 12,
        targets: [
          target(`slo:sli_error:ratio_rate${pagePair.short}${those}`, `{{sloth_slo}} ${pagePair.short}`),
          target(`slo:sli_error:ratio_rate${pagePair.long}${those}`, `{{sloth_slo}} ${pagePair.long}`),
          target(`${pagePair.burn} * slo:error_budget:ratio${those}`, '{{sloth_slo}} line'),
        ],
      },
      {
        title: 'Error ratio, windows of the ticket',
        description: 'A ticket is written when both windows are above the line.',
        type: 'timeseries',
        unit: 'percentunit',
        width: 12,
        targets: [
          target(`slo:sli_error:ratio_rate${ticketPair.short}${those}`, `{{sloth_slo}} ${ticketPair.short}`),
          target(`slo:sli_error:ratio_rate${ticketPair.long}${those}`, `{{sloth_slo}} ${ticketPair.long}`),
          target(`${ticketPair.burn} * slo:error_budget:ratio${those}`, '{{sloth_slo}} line'),
        ],
      },
      {
        title: 'Solves that were not served, by code',
        description:
          'Without those that the client broke or left. Which code counts for which objective: prometheus/README.md.',
        type: 'timeseries',
        unit: 'reqps',
        width: 24,
        stacked: true,
        targets: [
          target(
            perSecond('glassgate_solve_requests_total', {
              by: ['code'],
              where: `code!~"${['OK', ...codesOf(ignored)].join('|')}"`,
            }),
            '{{code}}',
          ),
        ],
      },
    ],
  };
}
