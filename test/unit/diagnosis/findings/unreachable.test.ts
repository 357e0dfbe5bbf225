import { register } from '../phones.ts';
import type { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

const reached = (scene: DiagnosisScene) => scene.contact('reachable');

describeSituation({
  name: 'unreachable',
  fires: {
    'silence for a minute': [
      (scene) => reached(register(scene)).pass(1).contact('unreachable').wait(72),
      /it does not answer Asterisk/,
    ],
  },
  staysSilent: {
    'a blip': (scene) =>
      reached(register(scene))
        .pass(1)
        .contact('unreachable')
        .wait(50)
        .contact('reachable')
        .wait(60),
    'a phone that nobody asks': (scene) => register(scene).contact('unqualified').wait(90),
  },
  ends: (scene) => reached(scene).pass(1),
});
