import { defineMetrics, resultCodes } from 'glassgate/plugin-api';

export const solveMetrics = defineMetrics({
  requests: {
    type: 'counter',
    name: 'requests_total',
    help: 'Requests to POST /v1/solve, and solves that other plugins started, by result: OK or the code of the error.',
    unit: 'requests',
    moves: 'When the answer has left.',
    labels: { code: resultCodes },
  },
  inputs: {
    type: 'counter',
    name: 'inputs_total',
    help: 'Valid requests to POST /v1/solve by what they carry: text, image or both.',
    unit: 'requests',
    moves: 'When a request is valid.',
    labels: { kind: ['text', 'image', 'both'] },
  },
});
