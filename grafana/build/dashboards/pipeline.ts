import { type Dashboard, target, traced } from '../panel.ts';
import { buckets, perHour, perSecond, quantile, ratio, series, sum } from '../promql.ts';

const stage = 'glassgate_stage_duration_seconds';

export const pipeline: Dashboard = {
  uid: 'glassgate-pipeline',
  title: 'Solve pipeline',
  description: 'Where the time of a request goes, stage by stage, and which stage turns it away.',
  variables: ['stage'],
  panels: [
    {
      title: 'Stage p95',
      description:
        'Own time of a stage, without the stages after it. A dot is a run: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      targets: [traced(quantile(0.95, stage, { by: ['stage'], where: 'stage=~"$stage"' }), '{{stage}}')],
    },
    {
      title: 'Stage time share',
      description:
        'What part of the time of all runs each stage had; `unaccounted` is the kernel between them.',
      type: 'timeseries',
      unit: 'percentunit',
      stacked: true,
      max: 1,
      targets: [
        target(
          `${perSecond(`${stage}_sum`, { by: ['stage'] })} / ignoring(stage) group_left () (${perSecond(`${stage}_sum`)} > 0)`,
          '{{stage}}',
        ),
      ],
    },
    {
      title: 'Stages that did not say ok',
      description:
        'Outcomes of stages other than ok: `reject` is a refusal, `error` a failure, `canceled` a client that left.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond(`${stage}_count`, { by: ['stage', 'outcome'], where: 'outcome!="ok",stage=~"$stage"' }),
          '{{stage}} {{outcome}}',
        ),
      ],
    },
    {
      title: 'Errors by stage and code',
      description:
        'The stage that threw an error first. A failover counts here too, although its request may succeed.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond('glassgate_stage_errors_total', { by: ['stage', 'code'], where: 'stage=~"$stage"' }),
          '{{stage}} {{code}}',
        ),
      ],
    },
    {
      title: 'Runs inside each stage',
      description:
        'Runs in a stage or in one after it. The step between two neighbours is where requests pile up.',
      type: 'timeseries',
      unit: 'short',
      targets: [target(sum('glassgate_stage_in_flight', { by: ['stage'] }), '{{stage}}')],
    },
    {
      title: 'Time in the chosen stages',
      description: 'All durations of the stages chosen above. Two bands: two kinds of requests.',
      type: 'heatmap',
      unit: 's',
      targets: [target(buckets(stage, 'stage=~"$stage"'), '{{le}}')],
    },
    {
      title: 'Attempts per run',
      description: 'Containers tried for a request. Above 1: the first choice refused or failed.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          ratio(
            perSecond('glassgate_attempts_sum', { by: ['chain'] }),
            perSecond('glassgate_attempts_count', { by: ['chain'] }),
          ),
          '{{chain}}',
        ),
      ],
    },
    {
      title: 'Inputs',
      description: 'What clients send: text, image or both.',
      type: 'timeseries',
      unit: 'reqps',
      stacked: true,
      targets: [target(perSecond('glassgate_solve_inputs_total', { by: ['kind'] }), '{{kind}}')],
    },
    {
      title: 'Body sizes p95',
      description: 'Bytes that clients send and get. Images travel as base64 in the body.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [
        target(quantile(0.95, 'http_server_request_body_size_bytes'), 'request'),
        target(quantile(0.95, 'http_server_response_body_size_bytes'), 'response'),
      ],
    },
    {
      title: 'Prompt cache hits',
      description: 'Share of start prompts that did not need the disk.',
      type: 'stat',
      unit: 'percentunit',
      max: 1,
      targets: [
        target(
          ratio(
            perSecond('glassgate_prompt_cache_total', { where: 'result="hit"' }),
            perSecond('glassgate_prompt_cache_total'),
          ),
          'hits',
        ),
      ],
    },
    {
      title: 'Prompt files unreadable (1 h)',
      description: 'A start prompt that cannot be read counts as empty: chats begin without it.',
      type: 'stat',
      unit: 'short',
      steps: [[1, 'red']],
      targets: [
        target(perHour('glassgate_prompt_cache_total', { where: 'result="unreadable"' }), 'unreadable'),
      ],
    },
    {
      title: 'Prompt files read',
      description: 'Reads from the disk: once per file, and again after each change.',
      type: 'timeseries',
      unit: 'ops',
      targets: [target(perSecond('glassgate_prompt_reads_total'), 'reads')],
    },
    {
      title: 'Plugins',
      description: 'What is loaded, and which hooks each plugin has.',
      type: 'table',
      unit: 'none',
      targets: [target(series('glassgate_plugin_info'), '{{plugin}} {{hook}}')],
    },
  ],
};
