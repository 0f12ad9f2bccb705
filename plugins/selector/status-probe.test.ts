import type { SolveContainer } from 'glassgate/plugin-api';
import { makeCall, makeContainer, openExchange, startWorker, type WorkerScript } from 'glassgate/testing';
import { ContainerView } from './container-view.ts';
import { readStatus, StatusProbe } from './status-probe.ts';

describe('readStatus', () => {
  it.each([
    [200, { status: 'ok' }, 'idle'],
    [200, { status: 'busy' }, 'busy'],
    [200, { status: 'ok', busy: true }, 'busy'],
    [200, { busy: 1 }, 'busy'],
    [200, { busy: false, page_url: 7 }, 'idle'],
    [200, {}, 'idle'],
    [200, { page_url: 'https://chat.qwen.ai/c/guest' }, 'logged_out'],
    [200, { page_url: 'https://chat.qwen.ai/c/abc' }, 'idle'],
    [200, { status: 'busy', page_url: 'https://chat.qwen.ai/c/guest' }, 'busy'],
    [423, { status: 'ok' }, 'busy'],
    [204, '', 'unreachable'],
    [200, 'ok', 'unreachable'],
    [200, ['ok'], 'unreachable'],
    [302, { status: 'ok' }, 'unreachable'],
    [500, { status: 'ok' }, 'unreachable'],
  ])('reads %i %j as %s', (status, body, state) => {
    expect(readStatus({ status, body }).state).toBe(state);
  });
});

/** Long enough for a machine with other things to do. */
const patienceMs = 10_000;

function viewOf(url: string, limitMs = patienceMs): ContainerView {
  const limits = { connectMs: limitMs, readMs: limitMs };
  const container: SolveContainer = { ...makeContainer(url, limits), retries: 0 };
  return new ContainerView(container);
}

describe('StatusProbe', () => {
  it.each<[WorkerScript, string]>([
    [{}, 'idle'],
    [{ busy: { status: true } }, 'busy'],
    [{ rules: [{ kind: 'drop', paths: ['/status'] }] }, 'unreachable: reset'],
    [{ rules: [{ kind: 'hang', paths: ['/status'] }] }, 'unreachable: read_timeout'],
    [{ rules: [{ kind: 'status', status: 500, paths: ['/status'] }] }, 'unreachable: /status answered 500'],
    [{ rules: [{ kind: 'html', paths: ['/status'] }] }, 'unreachable: /status answered no JSON object'],
  ])('finds a worker with the script %j %s', async (script, described) => {
    await using worker = await startWorker({ script });
    await using opened = openExchange();
    await using probe = new StatusProbe(opened.exchange);
    const view = viewOf(worker.url, described.endsWith('timeout') ? 60 : patienceMs);
    await probe.ask(view, makeCall());
    expect(view.describe).toMatch(
      described === 'unreachable: read_timeout' ? /^unreachable: \w+_timeout$/ : described,
    );
    expect(view.checkedAt).toBeGreaterThan(0);
  });

  it('asks once for all who want to know at the same time', async () => {
    await using worker = await startWorker();
    await using opened = openExchange();
    await using probe = new StatusProbe(opened.exchange);
    const view = viewOf(worker.url);
    await Promise.all([probe.refresh(view), probe.refresh(view), probe.refresh(view)]);
    expect(worker.ledger.counts.statusCalls).toBe(1);
    await probe.refresh(view);
    expect(worker.ledger.counts.statusCalls).toBe(2);
  });

  it('leaves the view alone when its request is cancelled', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'hang', paths: ['/status'] }] } });
    await using opened = openExchange();
    await using probe = new StatusProbe(opened.exchange);
    const view = viewOf(worker.url);
    const reason = new Error('left');
    await expect(probe.ask(view, makeCall({ signal: AbortSignal.abort(reason) }))).rejects.toThrow();
    expect(view.state).toBe('unknown');
  });
});
