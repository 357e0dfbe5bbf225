// AstDB in step with the records, before a database that records; the real one is in
// test/integration/ami-answers.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeContact, makeEndpoint, plain } from '../../correlation/scene.ts';
import { AnswersScene } from './answers-scene.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const unregistered = {
  registered: 'no',
  verdict: 'unknown',
  brokenleg: 'none',
  nat: 'none',
  received: '',
};

describe('AstDB', () => {
  test('has five keys of each endpoint once Asterisk is there', async () => {
    const scene = mirror(['4001', '4002']);

    scene.answers.onUp('main');
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toEqual(unregistered);
    expect(readFamily(scene, 'farend/4002')).toEqual(unregistered);
  });

  test('is written where something changed, and nowhere else', async () => {
    const scene = mirror(['4001', '4002']);
    scene.answers.onUp('main');
    await scene.settle();
    scene.sender.writes.length = 0;

    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();
    scene.happen((it) => it.times(5, () => it.pass(30).observe({ binding: 'refreshed' })));
    await scene.settle();

    expect(scene.sender.writes.toSorted()).toEqual([
      'put farend/4001/nat behind-nat',
      'put farend/4001/received 203.0.113.5:40112',
      'put farend/4001/registered yes',
      'put farend/4001/verdict ok-through-farend',
    ]);
  });

  test('has the best device of an endpoint, and the addresses of all that are registered', async () => {
    const scene = mirror(['4001']);
    scene.answers.onUp('main');
    const second = {
      ...plain,
      device: 'ffeeddcc00112233',
      callId: 'call-2',
      contact: '<sip:4001@198.51.100.77:5060>',
    };

    scene.happen((it) => it.observe().observe(second).contact('unreachable'));
    scene.happen((it) =>
      it.contact('reachable', { uri: 'sip:4001@198.51.100.10:5062;fe=ffeeddcc00112233' }),
    );
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toMatchObject({
      registered: 'yes',
      verdict: 'ok',
      received: '198.51.100.77:5060,203.0.113.5:40112',
    });
  });

  test('loses what is not known, one minute after the start and no sooner', async () => {
    const scene = mirror(['4001']);
    scene.sender.database.set('farend/4999/verdict', 'ok');
    scene.sender.database.set('farend/a/b/verdict', 'ok');
    scene.sender.database.set('farend/4001/old', '1');
    scene.answers.onUp('main');
    await scene.settle(1);
    scene.answers.tick(Date.now());
    await scene.settle(1);
    expect(scene.sender.database.has('farend/4999/verdict')).toBe(true);

    await scene.settle(61);
    scene.answers.tick(Date.now());
    await scene.settle(1);

    expect(readFamily(scene, 'farend/4001')).toEqual(unregistered);
    expect([...scene.sender.database.keys()].filter((key) => !key.includes('4001'))).toEqual([
      'farend/alive',
    ]);
  });

  test('loses an endpoint that Asterisk has no more', async () => {
    const scene = mirror(['4001', '4002']);
    scene.answers.onUp('main');
    await scene.settle();

    scene.happen((it) => it.snapshot([makeEndpoint({ name: '4002' })]));
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toEqual({});
    expect(readFamily(scene, 'farend/4002')).toEqual(unregistered);
  });

  test('is in step again after the connection was away', async () => {
    const scene = mirror(['4001']);
    scene.answers.onUp('main');
    await scene.settle();
    scene.answers.onDown('main');
    scene.sender.isUp = false;
    scene.happen((it) => it.observe());
    await scene.settle();
    // What an unclean end of Asterisk may cost.
    scene.sender.database.delete('farend/4001/nat');

    scene.sender.isUp = true;
    scene.answers.onUp('main');
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toMatchObject({
      registered: 'yes',
      nat: 'behind-nat',
    });
    expect(scene.sender.lists).toBe(2);
  });

  test('goes on where the connection dropped and came back without a word', async () => {
    const scene = mirror(['4001']);
    scene.answers.onUp('main');
    await scene.settle();
    scene.sender.answersAtOnce = false;
    scene.happen((it) => it.observe());
    await scene.settle(1);

    scene.sender.drop();
    await scene.settle(1);
    Object.assign(scene.sender, { isUp: true, answersAtOnce: true });
    scene.sender.database.delete('farend/4001/nat');
    scene.answers.tick(Date.now());
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toMatchObject({
      registered: 'yes',
      nat: 'behind-nat',
    });
  });

  test('never has an account that a scanner made up', async () => {
    const scene = mirror(['4001']);
    scene.answers.onUp('main');
    const guess = {
      aor: '7000@pbx.example.com',
      username: '7000',
      callId: 'scan',
      device: undefined,
    };

    scene.happen((it) => it.challenge(guess).times(5, () => it.refuse(403, guess)));
    await scene.settle();

    expect(scene.scene.records.map(({ endpoint }) => endpoint)).toContain('7000');
    expect(readFamily(scene, 'farend/7000')).toEqual({});
  });

  test('keeps an endpoint whose only phone has a wrong password', async () => {
    const scene = mirror(['4001']);
    scene.answers.onUp('main');
    await scene.settle();

    scene.happen((it) => it.challenge({ device: undefined }).times(5, () => it.refuse(403)));
    await scene.settle();

    expect(readFamily(scene, 'farend/4001')).toMatchObject({
      registered: 'no',
      verdict: 'failing',
    });
  });

  test('is left alone where it is not asked for', async () => {
    const scene = new AnswersScene(['4001']);

    scene.answers.onUp('main');
    scene.happen((it) => it.connect([makeEndpoint()], [makeContact()]));
    scene.answers.tick(Date.now());
    await scene.settle();

    expect(scene.sender.writes).toEqual([]);
    expect(scene.sender.lists).toBe(0);
  });

  test('has no key for a name that would be another one in it', async () => {
    const scene = mirror([' 4001', '4002\t', '4'.repeat(231), 'desk/2', 'ok']);

    scene.answers.onUp('main');
    await scene.settle();

    const endpoints = new Set(
      [...scene.sender.database.keys()].map((key) => key.split('/').slice(1, -1).join('/')),
    );
    expect([...endpoints].toSorted()).toEqual(['desk/2', 'ok']);
  });
});

function mirror(endpoints: readonly string[]): AnswersScene {
  return new AnswersScene(endpoints, ['main'], true);
}

function readFamily({ sender }: AnswersScene, family: string): Record<string, string> {
  return Object.fromEntries(
    [...sender.database].flatMap(([path, value]) =>
      path.startsWith(`${family}/`) ? [[path.slice(family.length + 1), value]] : [],
    ),
  );
}
