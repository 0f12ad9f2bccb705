import { type Dashboard, target } from '../panel.ts';
import { perSecond } from '../promql.ts';

const those = '{sloth_service="glassgate",sloth_slo=~"$slo"}';

export const slo: Dashboard = {
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
      description: 'At 1 the budget lasts exactly 30 days, at 14.4 two of them.',
      type: 'stat',
      unit: 'short',
      width: 8,
      steps: [
        [1, 'yellow'],
        [14.4, 'red'],
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
        target(`slo:sli_error:ratio_rate5m${those}`, '{{sloth_slo}} 5 m'),
        target(`slo:sli_error:ratio_rate1h${those}`, '{{sloth_slo}} 1 h'),
        target(`14.4 * slo:error_budget:ratio${those}`, '{{sloth_slo}} line'),
      ],
    },
    {
      title: 'Error ratio, windows of the ticket',
      description: 'A ticket is written when both windows are above the line.',
      type: 'timeseries',
      unit: 'percentunit',
      width: 12,
      targets: [
        target(`slo:sli_error:ratio_rate2h${those}`, '{{sloth_slo}} 2 h'),
        target(`slo:sli_error:ratio_rate1d${those}`, '{{sloth_slo}} 1 d'),
        target(`3 * slo:error_budget:ratio${those}`, '{{sloth_slo}} line'),
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
            where: 'code!~"OK|INVALID_REQUEST|CLIENT_CANCELED"',
          }),
          '{{code}}',
        ),
      ],
    },
  ],
};
