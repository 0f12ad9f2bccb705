import { type ErrorCode, GlassgateError, notes } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import type { Offer } from './auto-candidates.ts';
import type { Candidate } from './candidate.ts';
import { tryCandidates } from './try-candidates.ts';

const answer = { text: 'done', raw: [] };

function candidate(id: string): Candidate {
  return {
    known: {
      profile: { id, value: `/${id}`, allowedContainers: [] },
      defaultProxyId: undefined,
      maxUses: undefined,
      isPendingReplace: false,
      usesCount: 0,
    },
    proxy: { id: 's1', url: 'socks5://u:secret@h:1' },
    proxySource: 'profile',
    pin: undefined,
    preference: undefined,
    reason: 'fewest uses (0)',
  };
}

/** Try p1, p2 … of which each fails as given; undefined answers. */
async function run(...failures: readonly (ErrorCode | GlassgateError | undefined)[]) {
  const call = makeCall();
  const tried: string[] = [];
  const result = await tryCandidates(
    call,
    failures.map((_failure, index): Offer => ({ candidate: candidate(`p${index + 1}`) })),
    async ({ known }) => {
      const failure = failures[tried.length];
      tried.push(known.profile.id);
      if (failure === undefined) return answer;
      throw typeof failure === 'string' ? new GlassgateError(failure, `${known.profile.id} failed`) : failure;
    },
  ).catch((error: unknown) => error);
  return { call, tried, result };
}

describe('tryCandidates', () => {
  it('passes over profiles that are busy and tells why', async () => {
    const { call, tried, result } = await run('PROFILE_BUSY', 'CONTAINER_BUSY', undefined, undefined);
    expect(result).toBe(answer);
    expect(tried).toEqual(['p1', 'p2', 'p3']);
    expect(call.journal.decisions[1]).toMatchObject({
      chosen: 'p2',
      considered: [
        { id: 'p1', verdict: 'passed_over', reason: 'p1 failed' },
        { id: 'p2', verdict: 'chosen' },
      ],
    });
    expect(call.journal.decisions.at(-1)).toMatchObject({
      subject: 'profile',
      chosen: 'p3',
      considered: [
        { id: 'p2', verdict: 'passed_over', reason: 'p2 failed' },
        { id: 'p3', verdict: 'chosen' },
      ],
    });
    expect(call.journal.latest(notes.profile)).toEqual({
      profileId: 'p3',
      proxyId: 's1',
      proxyUrl: 'socks5://u:***@h:1',
    });
  });

  it.each(['UPSTREAM_ERROR', 'INVALID_REQUEST', 'CLIENT_CANCELED', 'INTERNAL_ERROR'] as const)(
    'does not try another profile after %s',
    async (code) => {
      const { tried, result } = await run(code, undefined);
      expect(result).toMatchObject({ code });
      expect(tried).toEqual(['p1']);
    },
  );

  it('does not try another profile when a part of the request was executed', async () => {
    const executed = new GlassgateError('CONTAINER_BUSY', 'The text was executed.', { retryable: false });
    const { tried, result } = await run(executed, undefined);
    expect(result).toBe(executed);
    expect(tried).toEqual(['p1']);
  });

  it('passes on what happened to the only candidate', async () => {
    expect((await run('PROFILE_BUSY')).result).toMatchObject({ code: 'PROFILE_BUSY', message: 'p1 failed' });
  });

  it.each([
    [['PROFILE_BUSY', 'PROFILE_BUSY'], 'PROFILE_BUSY', 'Every profile is busy.'],
    [['PROFILE_BUSY', 'CONTAINER_BUSY'], 'CONTAINER_BUSY', 'No profile that is free found a free container.'],
    [[], 'PROFILE_BUSY', 'No profile may be selected.'],
  ] as const)('after %j says %s', async (failures, code, message) => {
    const { call, result } = await run(...failures);
    const considered = failures.map((_failure, index) => ({
      id: `p${index + 1}`,
      verdict: 'passed_over',
      reason: `p${index + 1} failed`,
    }));
    expect(result).toMatchObject({ code, message, details: { considered } });
    expect(call.journal.decisions.at(-1)).toMatchObject({ chosen: null, considered });
  });

  it('lists what was not even tried, and says who holds a profile', async () => {
    const call = makeCall();
    const waiting: Offer = { passedOver: { id: 'p0', verdict: 'passed_over', reason: 'pending replace' } };
    const busy = new GlassgateError('PROFILE_BUSY', 'No.', { details: { locked_by: 'r1' } });

    const refused = tryCandidates(call, [waiting, { candidate: candidate('p1') }], async () => {
      throw busy;
    });

    const considered = [
      { id: 'p0', verdict: 'passed_over', reason: 'pending replace' },
      { id: 'p1', verdict: 'passed_over', reason: "locked by request 'r1'" },
    ];
    await expect(refused).rejects.toMatchObject({ code: 'PROFILE_BUSY', details: { considered } });
    expect(call.journal.decisions).toMatchObject([
      { chosen: 'p1', considered: [{ id: 'p0' }, { id: 'p1', verdict: 'chosen' }] },
      { chosen: null, considered },
    ]);
  });
});
