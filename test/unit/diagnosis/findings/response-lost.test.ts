import { answer, loop, old, register, repeatRegister } from '../phones.ts';
import type { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

const reached = (scene: DiagnosisScene) => scene.contact('reachable');

describeSituation({
  name: 'response-lost',
  fires: {
    'a 401 that never arrives': [
      (scene) => repeatRegister(scene, { answer: answer() }),
      /the answer 401 went to 203.0.113.5:40112, where the REGISTER came from/,
    ],
    'answers that go by the Via': [
      (scene) => repeatRegister(scene, { answer: answer({ sentTo: '203.0.113.5:5060' }) }),
      /went to 203.0.113.5:5060; the REGISTER came from 203.0.113.5:40112/,
    ],
    'a 200 that never arrives': [
      (scene) => register(scene).times(6, () => scene.observe({ ...old, cSeq: 2 }).pass(1)),
      /repeats?|times more/,
    ],
    'a phone that repeats twice, and begins anew': [
      (scene) => scene.times(3, () => repeatRegister(scene, {}, 2).pass(30)),
      /2 times more/,
    ],
  },
  staysSilent: {
    'two packets that are lost': (scene) =>
      register(scene).times(2, () => scene.observe({ ...old, cSeq: 2 }).pass(1)),
    'a phone that never answers the challenge': (scene) => loop(scene),
  },
  ends: (scene) => reached(register(scene).pass(1)).wait(45),
});
