import { expect, it } from 'vitest';
import { makeEndpoint } from '../../correlation/scene.ts';
import { old, register } from '../phones.ts';
import { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'registration-lapsed',
  fires: {
    'a phone that is switched off': [
      (scene) => register(scene).pass(302).wait(72),
      /its registration ran out/,
    ],
    'an Asterisk that does not answer': [
      (scene) => scene.refuse(0, old).wait(30).refuse(0, old).wait(45),
      /had no answer from Asterisk/,
    ],
  },
  staysSilent: {
    'a phone that restarts': (scene) => register(register(scene).pass(302).wait(50)).wait(60),
    'a phone that says goodbye': (scene) =>
      register(scene)
        .observe({ ...old, binding: 'removed', expires: 0 })
        .wait(90),
  },
  ends: (scene) => register(scene).pass(1),
});

it('is a matter of minutes at first: a phone that gets new firmware is back by then', () => {
  const scene = register(new DiagnosisScene().connect([makeEndpoint()]))
    .pass(302)
    .wait(72);

  const early = scene.finding('registration-lapsed').severity;
  scene.wait(240);

  expect([early, scene.finding('registration-lapsed').severity]).toEqual(['info', 'warning']);
});
