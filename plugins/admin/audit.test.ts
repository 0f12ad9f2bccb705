import { openTestStore } from 'glassgate/testing';
import { Audit, type Deed } from './audit.ts';
import { auditTable } from './tables.ts';

const caller = { who: 'ann', source: '127.0.0.1', requestId: 'request-1' };
const limiter = 'openai/nvidia/main';

interface Page {
  readonly entries: readonly (Deed & { readonly audit_id: string; readonly at: string })[];
  readonly next: string | null;
}

async function openAudit() {
  const opened = await openTestStore(auditTable);
  const audit = new Audit(opened.store.table(auditTable));
  return {
    audit,
    list: async (query: object = {}) => {
      await opened.store.committed();
      return (await audit.list(query)) as Page;
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** So many deeds, which are known by `new`. */
function deeds(count: number): readonly Deed[] {
  return Array.from({ length: count }, (_, index) => ({
    action: 'override' as const,
    limiter,
    name: 'rate_rpm',
    old: 40,
    new: index,
  }));
}

it('has every deed with who it was, from where, by which request and when', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, deeds(1));

  expect((await opened.list()).entries).toEqual([
    {
      audit_id: expect.any(String),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
      who: 'ann',
      source: '127.0.0.1',
      request_id: 'request-1',
      action: 'override',
      limiter,
      name: 'rate_rpm',
      old: 40,
      new: 0,
    },
  ]);
});

it.each([
  ['a number', 0, 0],
  ['a text', 'reject', 'reject'],
  ['a text that looks like JSON', '{"a":1}', '{"a":1}'],
  ['an empty text', '', ''],
  ['nothing', undefined, null],
])('gives %s back as it was', async (_what, value, shown) => {
  await using opened = await openAudit();
  opened.audit.add(caller, [{ action: 'remove', limiter, name: 'rate_rpm', old: value, new: value }]);

  expect((await opened.list()).entries).toMatchObject([{ old: shown, new: shown }]);
});

it('names no setting where the deed is about the limiter as a whole', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, [{ action: 'reset', limiter }]);

  expect((await opened.list()).entries).toMatchObject([
    { action: 'reset', name: null, old: null, new: null },
  ]);
});

it('adds nothing for a request that did nothing', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, []);

  expect(await opened.list()).toEqual({ entries: [], next: null });
});

it('lists the deeds of one request from last to first, however many, and turns pages within them', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, deeds(12));
  const seen: unknown[] = [];
  let page: Page = await opened.list({ limit: '5' });
  const sizes = [page.entries.length];
  while (page.next !== null) {
    seen.push(...page.entries);
    page = await opened.list({ limit: '5', before: page.next });
    sizes.push(page.entries.length);
  }
  seen.push(...page.entries);

  expect(sizes).toEqual([5, 5, 2]);
  expect(seen).toMatchObject([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((value) => ({ new: value })));
});

it.each([
  ['49', 49, true],
  ['50', 50, false],
  ['500', 50, false],
  ['007', 7, true],
  [undefined, 50, false],
])('shows with limit=%s %i of 50, and says whether there are more', async (limit, count, hasMore) => {
  await using opened = await openAudit();
  opened.audit.add(caller, deeds(50));
  const { entries, next } = await opened.list({ limit });

  expect(entries).toHaveLength(count);
  expect(next).toBe(hasMore ? entries.at(-1)?.audit_id : null);
});

it('shows fifty where nobody says how many', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, deeds(51));

  expect((await opened.list()).entries).toHaveLength(50);
});

it.each([
  { limit: '0' },
  { limit: '000' },
  { limit: '501' },
  { limit: '1000' },
  { limit: '-1' },
  { limit: '1e2' },
  { limit: ' 5' },
  { limit: '5.0' },
  { limit: '' },
  { limit: ['1', '2'] },
  { limit: { __proto__: '5' } },
  { before: '' },
  { before: "0' or 1=1" },
  { before: 'A'.repeat(10) },
  { before: 'a'.repeat(65) },
  { before: ['a', 'b'] },
])('refuses %j', async (query) => {
  await using opened = await openAudit();

  await expect(opened.list(query)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('has an empty page before what was never there', async () => {
  await using opened = await openAudit();
  opened.audit.add(caller, deeds(1));

  expect(await opened.list({ before: '0' })).toEqual({ entries: [], next: null });
});

it('holds no key that somebody wrote for the name of a limiter', async () => {
  await using opened = await openAudit();
  const key = 'nvapi-0123456789abcdefghij';
  opened.audit.add(caller, [{ action: 'reset', limiter: `openai/${key}` }]);

  expect(JSON.stringify(await opened.list())).not.toContain(key);
});
