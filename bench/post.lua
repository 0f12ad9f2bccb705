-- One connection per thread: each thread has a profile of its own, so that no request waits for a lock.
-- Nothing here runs per request: wrk builds the request of a thread once, after `init`.
local threads = 0

function setup(thread)
  thread:set('profile', string.format('p%03d', threads))
  threads = threads + 1
end

function init(args)
  wrk.method = 'POST'
  wrk.headers['Content-Type'] = 'application/json'
  wrk.body = args[1]:gsub('{profile}', profile)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"bytes":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
