import { loop, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'message-too-large',
  fires: {
    'a REGISTER that is too large with its credentials': [
      (scene) => loop(scene, { size: 1_200 }),
      /without credentials has 1200 bytes/,
    ],
    'a REGISTER over 1300 bytes that arrives': [
      (scene) => register(scene, { size: 1_350 }).pass(1),
      /1350 bytes/,
    ],
  },
  staysSilent: {
    'a REGISTER of the usual size': (scene) => register(scene).pass(1),
    'a challenge that is ignored': (scene) => loop(scene, { size: 700 }),
  },
  ends: (scene) => register(scene, { size: 900 }).pass(1),
});
