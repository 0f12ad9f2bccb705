import { parseWrkOutput } from './wrk.ts';

const output = `Running 5s test @ http://127.0.0.1:9000/v1/solve
  16 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.46ms    0.51ms   9.80ms   91.02%
    Req/Sec   694.10     55.32     0.86k    70.00%
  55254 requests in 5.00s, 41.20MB read
Requests/sec:  11048.87
Transfer/sec:      8.24MB
`;

describe('parseWrkOutput', () => {
  it('reads the report of the script below the text of wrk', () => {
    const report =
      '{"requests":55254,"bytes":43201500,"duration_us":5000871,"p50_us":1460,"p99_us":3120,"refused":3,"broken":2}\n';
    expect(parseWrkOutput(output + report)).toEqual({
      requests: 55_254,
      bytes: 43_201_500,
      seconds: 5.000871,
      p50Ms: 1.46,
      p99Ms: 3.12,
      failures: 5,
    });
  });

  it('shows what wrk said when the script did not report', () => {
    expect(() => parseWrkOutput(output)).toThrow('Requests/sec:  11048.87');
  });
});
