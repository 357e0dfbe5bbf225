import { expect, test } from 'vitest';
import { Turnstile } from '../../../../src/asterisk/ari/turnstile.ts';

/** A work that ends when the test says so. */
function createWork(order: number[], id: number): { run(): Promise<number>; end(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async (): Promise<number> => {
    order.push(id);
    await promise;
    return id;
  };
  return { run, end: resolve };
}

test('lets so many through at a time, the others in their order', async () => {
  const turnstile = new Turnstile(2, 10);
  const order: number[] = [];
  const works = [1, 2, 3, 4].map((id) => createWork(order, id));
  const passed = works.map(({ run }) => turnstile.pass(run));

  const atFirst = [...order];
  works[1]?.end();
  await passed[1];
  await Promise.resolve();
  const afterOne = [...order];
  for (const { end } of works) end();

  expect(atFirst).toEqual([1, 2]);
  expect(afterOne).toEqual([1, 2, 3]);
  expect(await Promise.all(passed)).toEqual([1, 2, 3, 4]);
});

test('goes on after a work that failed', async () => {
  const turnstile = new Turnstile(1, 10);

  const failed = turnstile.pass(() => Promise.reject(new Error('no')));
  const next = turnstile.pass(() => Promise.resolve('next'));

  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
  expect(await turnstile.pass(() => Promise.resolve('later'))).toBe('later');
});

test('refuses whoever comes when too many wait', async () => {
  const turnstile = new Turnstile(1, 1);
  const works = [1, 2].map((id) => createWork([], id));
  const passed = works.map(({ run }) => turnstile.pass(run));

  const refusal = await turnstile.pass(() => Promise.resolve()).catch((error) => error);

  expect(refusal).toMatchObject({ code: 'ARI_UNREACHABLE' });
  for (const { end } of works) end();
  expect(await Promise.all(passed)).toEqual([1, 2]);
});
