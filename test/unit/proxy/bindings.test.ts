import { expect, it } from 'vitest';
import { isForgotten, isLive } from '../../../src/proxy/binding.ts';
import { Bindings } from '../../../src/proxy/bindings.ts';
import { aor, makeBinding, makeMapped, now } from './make-binding.ts';

const DAY_MS = 24 * 3_600_000;

it('finds a binding by its token and by its address-of-record, the latest first', () => {
  const bindings = new Bindings();
  const first = makeBinding({ token: 'a' });
  const second = makeBinding({ token: 'b' });
  const other = makeBinding({ token: 'c', aor: '4002@pbx.example.com' });

  for (const binding of [first, second, other]) bindings.add(binding, now);

  expect(bindings.find('a')).toBe(first);
  expect(bindings.find('d')).toBeUndefined();
  expect(bindings.ofAor(aor)).toEqual([second, first]);
  expect(bindings.ofAor('nobody@pbx.example.com')).toEqual([]);
  expect([...bindings.all()]).toEqual([first, second, other]);
  expect(bindings.size).toBe(3);
});

it('keeps twenty dead devices of an address-of-record, and every live one', () => {
  const bindings = new Bindings();
  for (let i = 0; i < 30; i += 1)
    bindings.add(makeBinding({ token: `dead-${i}`, expiresAt: now - 1_000 }), now);
  for (let i = 0; i < 30; i += 1) bindings.add(makeBinding({ token: `live-${i}` }), now);

  const kept = bindings.ofAor(aor);

  expect(kept.filter((binding) => isLive(binding, now))).toHaveLength(30);
  expect(kept.filter((binding) => !isLive(binding, now)).map(({ token }) => token)).toEqual(
    Array.from({ length: 20 }, (_, i) => `dead-${29 - i}`),
  );
  expect(bindings.find('dead-9')).toBeUndefined();
  expect(bindings.size).toBe(50);
});

it('forgets a device that has been dead for more than a week', () => {
  const bindings = new Bindings();
  const old = makeBinding({ token: 'old', expiresAt: now - 8 * DAY_MS });
  const recent = makeBinding({ token: 'recent', expiresAt: now - 6 * DAY_MS });

  for (const binding of [old, recent, makeBinding({ token: 'new' })]) bindings.add(binding, now);

  expect(isForgotten(old, now)).toBe(true);
  expect(bindings.ofAor(aor).map(({ token }) => token)).toEqual(['new', 'recent']);
});

it('forgets them too where nobody of their address-of-record comes again', () => {
  const bindings = new Bindings();
  const add = (name: string, atMs: number) =>
    bindings.add(makeBinding({ token: name, aor: `${name}@b`, expiresAt: atMs + 60_000 }), atMs);
  for (let i = 0; i < 500; i += 1) add(`gone-${i}`, now);
  bindings.add(makeBinding({ token: 'stays', expiresAt: now + 30 * DAY_MS }), now);

  for (let i = 0; i < 500; i += 1) add(`new-${i}`, now + 8 * DAY_MS);

  expect(bindings.size).toBe(501);
  expect(bindings.ofAor('gone-7@b')).toEqual([]);
  expect(bindings.find('stays')).toBeDefined();
});

it('is live until the second in which it ends', () => {
  expect(isLive(makeBinding({ expiresAt: now + 1 }), now)).toBe(true);
  expect(isLive(makeBinding({ expiresAt: now }), now)).toBe(false);
});

it('forgets what Contacts were made into when our own address changed', () => {
  const bindings = new Bindings();
  const binding = makeBinding({ lastMapping: makeMapped('00112233aabbccdd') });
  bindings.add(binding, now);

  bindings.forgetMappings();

  expect(binding.lastMapping).toBeUndefined();
});
