// Who counts as a stranger: scanners try accounts that Asterisk does not have, and phones try theirs.

import { describe, expect, test } from 'vitest';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeEndpoint, Scene } from './scene.ts';

const account = { aor: '4999@pbx.example.com', username: '4999', device: undefined } as const;

/** Whoever tries 4999 at these Asterisks is told of. */
function tryAccount(scene: Scene): Scene {
  return scene.challenge(account).refuse(401, account).refuse(401, account);
}

function findStrangers({ records }: Scene): string[] {
  return records.filter(({ isStranger }) => isStranger).map(({ endpoint }) => endpoint);
}

describe('an account that Asterisk does not have', () => {
  test('makes a stranger of whoever tries it, and is at no site', () => {
    const scene = tryAccount(new Scene().connect());

    expect(findStrangers(scene)).toEqual(['4999']);
    expect([scene.correlator.size, scene.correlator.strangers]).toEqual([1, 1]);
    expect(scene.correlator.sites().map(({ site, devices }) => [site, devices])).toEqual([['', 1]]);
  });

  test('makes one by the word of Asterisk, where its endpoints are not listed', () => {
    const scene = tryAccount(new Scene().connect(null, null));

    const before = findStrangers(scene);
    scene.say('unknown-account', { account: '4999' });

    expect([before, findStrangers(scene)]).toEqual([[], ['4999']]);
  });

  test('makes one as soon as the endpoints are listed', () => {
    const scene = tryAccount(new Scene());

    const before = findStrangers(scene);
    scene.connect();

    expect([before, findStrangers(scene)]).toEqual([[], ['4999']]);
  });

  test('makes one after a restart too, before Asterisk was asked again', () => {
    const old = tryAccount(new Scene().connect());
    const scene = new Scene();
    scene.correlator.restore(old.records, scene.now);

    tryAccount(scene);

    expect(findStrangers(scene)).toEqual(['4999']);
  });
});

describe('no stranger', () => {
  test('is anybody where no Asterisk can be asked', () => {
    expect(findStrangers(tryAccount(new Scene([])))).toEqual([]);
    expect(findStrangers(tryAccount(new Scene()))).toEqual([]);
  });

  test('is anybody while one of two Asterisks has not listed its endpoints', () => {
    const scene = tryAccount(new Scene(['main', 'other']).connect());

    const before = findStrangers(scene);
    scene.connect([makeEndpoint({ name: '4100' })], [], 'other');

    expect([before, findStrangers(scene)]).toEqual([[], ['4999']]);
  });

  test('is a phone that fails on an account of its own', () => {
    const scene = tryAccount(new Scene().connect([makeEndpoint({ name: '4999' })]));

    expect(findStrangers(scene)).toEqual([]);
  });

  test('is a phone whose account was made since', () => {
    const scene = tryAccount(new Scene().connect());

    scene.snapshot([makeEndpoint(), makeEndpoint({ name: '4999' })]);

    expect(findStrangers(scene)).toEqual([]);
  });

  test('is a phone that registered before its account was taken away', () => {
    const scene = new Scene().connect().challenge().observe();

    scene.snapshot([]).pass(400);

    expect(scene.record).toMatchObject({ isRegistered: false, isStranger: false });
  });

  test('is one of whom Asterisk says that its password is wrong', () => {
    const scene = tryAccount(new Scene().connect()).say('failed', { account: '4999' });

    expect(findStrangers(scene)).toEqual([]);
  });
});

test('a name that is too long is cut, in records and in the history', () => {
  const name = 'z'.repeat(9_000);
  const host = 'h'.repeat(9_000);
  const attempt = { ...account, aor: `${name}@pbx`, contact: `<sip:${name}@${host}>` };
  const scene = new Scene().connect();

  scene.challenge(attempt).refuse(401, attempt).refuse(401, attempt);
  scene.say('failed', { driver: 'chan_sip', account: name });

  const [record] = scene.records.filter(({ isStranger }) => isStranger);
  const { id, endpoint, aor, verdict } = record ?? expect.fail('nobody is told of');
  const history = scene.changes.flatMap((change) => change.history);
  expect(endpoint).toBe(`${'z'.repeat(128)}…`);
  expect(JSON.stringify([id, aor, verdict]).length).toBeLessThan(1_000);
  expect(history.every((change) => JSON.stringify(change).length < 1_000)).toBe(true);
});

test('a phone that fails makes no room for strangers, also not in the next life', () => {
  const knock = (scene: Scene, from: number) => {
    for (let at = from; at < from + 1_100; at += 1) {
      const callId = `knock-${at}`;
      tryAccountAs(scene.pass(1), { aor: `${at}@pbx.example.com`, username: `${at}`, callId });
    }
  };
  const wrong = { callId: 'wrong', device: undefined };
  const old = new Scene().connect();
  old.challenge(wrong).refuse(401, wrong).refuse(401, wrong);
  knock(old, 10_000);

  const scene = new Scene();
  scene.now = old.now;
  scene.correlator.restore(old.records, scene.now);
  const restored = scene.correlator.find('4001').map(({ verdict }) => verdict.value);
  knock(scene.connect(), 20_000);

  expect(restored).toEqual(['failing']);
  expect(scene.correlator.find('4001').map(({ verdict }) => verdict.value)).toEqual(['failing']);
  expect(scene.correlator.strangers).toBe(1_000);
});

function tryAccountAs(scene: Scene, who: Partial<SipObservation>): void {
  const stranger = { ...who, device: undefined };
  scene.challenge(stranger).refuse(401, stranger).refuse(401, stranger);
}
