import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Attachment } from './attachment.ts';
import { TransientMap } from './transient-map.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' | 'major' }) => void;

interface Request {
  readonly number: number;
  readonly body: number[];
}

interface Scope {
  readonly request: Request;
}

it('frees what left a map in a minor collection', async () => {
  const map = new TransientMap<number, Request>();

  const left = await megabytesLeft((request) => {
    map.set(request.number, request);
    map.delete(request.number - 16);
  });

  expect(map.size).toBe(16);
  expect(left).toBeLessThan(10);
});

it('frees an object whose attachment leads back to it in a minor collection', async () => {
  const scopes = new Attachment<Request, Scope>();

  const left = await megabytesLeft((request) => scopes.set(request, { request }));

  expect(left).toBeLessThan(10);
});

it('knows what is in a map and nothing that was taken out', () => {
  const map = new TransientMap<string, string>();
  map.set('a', 'first');
  map.set('b', 'second');
  map.set('a', 'changed');
  map.delete('b');
  map.delete('c');

  expect(map.values()).toEqual(['changed']);
  expect([map.get('a'), map.get('b'), map.size]).toEqual(['changed', undefined, 1]);
});

it('keeps attachments of several kinds apart', () => {
  const [names, sizes] = [new Attachment<object, string>(), new Attachment<object, number>()];
  const [one, other] = [{}, {}];
  names.set(one, 'one');
  sizes.set(one, 1);

  expect([names.of(one), sizes.of(one), names.of(other)]).toEqual(['one', 1, undefined]);
  expect(JSON.stringify(one)).toBe('{}');
});

/** What is left of 400 requests of 80 KB each, once whatever keeps them has grown old. */
async function megabytesLeft(keep: (request: Request) => void): Promise<number> {
  const requests = (from: number, count: number) => {
    for (let number = from; number < from + count; number += 1) {
      keep({ number, body: new Array<number>(10_000).fill(number) });
    }
  };
  requests(0, 40);
  collect();
  collect();
  const before = getHeapStatistics().used_heap_size;
  for (let turn = 0; turn < 10; turn += 1) {
    requests(40 + turn * 40, 40);
    await nextTurn();
    collect({ type: 'minor' });
  }
  return (getHeapStatistics().used_heap_size - before) / 2 ** 20;
}
