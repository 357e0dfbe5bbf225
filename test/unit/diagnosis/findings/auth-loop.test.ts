import { answer, loop, old, register, repeatRegister } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'auth-loop',
  fires: {
    'a challenge that is ignored': [
      (scene) => loop(scene, { answer: answer() }),
      /asks for realm "asterisk" and algorithm MD5/,
    ],
  },
  staysSilent: {
    'a phone that is challenged before each refresh': (scene) =>
      scene.times(5, () => register(scene).pass(60)),
    'an answer that is lost': (scene) => repeatRegister(scene),
    'an access list': (scene) =>
      scene.times(4, () => scene.challenge(old).say('acl-refused').pass(10)),
  },
  ends: (scene) => register(scene).pass(1),
});
