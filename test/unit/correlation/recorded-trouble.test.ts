import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../src/correlation/state/record-json.ts';
import { makeEndpoint, Scene, START_MS } from './scene.ts';

const cases: readonly [string, (scene: Scene) => unknown, object][] = [
  [
    'answers that are lost',
    (scene) => scene.times(4, () => scene.challenge({ cSeq: 1 })),
    { kind: 'answer-lost', count: 3, statusCode: 401 },
  ],
  [
    'challenges that are never answered',
    (scene) => scene.times(3, () => scene.challenge()),
    { kind: 'challenge-loop', count: 3, statusCode: 401 },
  ],
  [
    'a wrong password',
    (scene) => scene.challenge().refuse(401).say('failed'),
    { kind: 'wrong-password', count: 1, statusCode: 401 },
  ],
  [
    'refusals of which Asterisk says nothing',
    (scene) => scene.challenge().times(2, () => scene.refuse(401)),
    { kind: 'credentials-refused', count: 2, statusCode: 401 },
  ],
  [
    'an access list',
    (scene) => scene.challenge().say('acl-refused'),
    { kind: 'acl-refused', count: 1, statusCode: 401 },
  ],
  [
    'too many contacts',
    (scene) => scene.challenge().refuse(403),
    { kind: 'max-contacts', count: 1, statusCode: 403 },
  ],
  [
    'credentials that farend holds back',
    (scene) =>
      scene.challenge().times(3, () => scene.refuse(401, { credentials: 'foreign-nonce' })),
    { kind: 'held-back', count: 3, statusCode: 401 },
  ],
  [
    'an AOR that Asterisk does not have',
    (scene) => scene.challenge().refuse(404),
    { kind: 'refused', count: 1, statusCode: 404 },
  ],
  [
    'an Asterisk that is overloaded',
    (scene) => scene.refuse(503),
    { kind: 'server-failure', statusCode: 503 },
  ],
  [
    'an Asterisk that does not answer',
    (scene) => scene.refuse(0),
    { kind: 'unanswered', count: 1, statusCode: 0 },
  ],
];

describe('the trouble of a record', () => {
  it.each(cases)('is named: %s', (_name, act, expected) => {
    const scene = new Scene().connect([makeEndpoint()]);

    act(scene);

    expect(scene.record.trouble).toMatchObject({ since: START_MS, ...expected });
  });

  it('stays that answers are lost when the phone gives up and begins anew', () => {
    const scene = new Scene().connect();

    scene.times(4, () => scene.times(3, () => scene.challenge({ cSeq: scene.now })).pass(60));

    expect(scene.record.trouble).toMatchObject({ kind: 'answer-lost', since: START_MS });
  });

  it('ends with a success', () => {
    const scene = new Scene().connect().times(3, (each) => each.challenge());

    scene.observe();

    expect(scene.record.trouble).toBeUndefined();
  });

  it('comes back from the file, and without it from an older one', () => {
    const scene = new Scene().connect().times(3, (each) => each.challenge());
    const { trouble, ...older } = scene.record;

    const [again, before] = [scene.record, older].map((each) => parseRecord(JSON.stringify(each)));

    expect(again?.trouble).toEqual(trouble);
    expect(before?.trouble).toBeUndefined();
    expect(before?.verdict).toEqual(older.verdict);
  });
});
