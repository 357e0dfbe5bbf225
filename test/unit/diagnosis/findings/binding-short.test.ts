import { answer, old, register } from '../phones.ts';
import type { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

/** Each refresh comes from another port, after the phone was silent. */
function lose(scene: DiagnosisScene, { isSilent = true, isPerPacket = false } = {}): void {
  register(scene);
  for (let port = 40_200; port < 40_204; port += 1) {
    scene.contact('reachable').wait(100);
    if (isSilent) scene.contact('unreachable');
    scene.wait(180);
    const from = (at: number) => ({
      ...old,
      source: `203.0.113.5:${at}`,
      binding: 'moved' as const,
    });
    scene.challenge({ ...from(isPerPacket ? port - 100 : port), answer: answer() });
    scene.observe(from(port));
  }
}

describeSituation({
  name: 'binding-short',
  fires: {
    'another port at each refresh, and silence in between': [
      (scene) => lose(scene),
      /203.0.113.5:40201, 203.0.113.5:40202, 203.0.113.5:40203/,
    ],
  },
  staysSilent: {
    'another port at each refresh of a phone that answers': (scene) =>
      lose(scene, { isSilent: false }),
    'another port for each packet': (scene) => lose(scene, { isPerPacket: true }),
    'silence of a phone whose port stays': (scene) =>
      scene.times(4, () => register(scene).contact('unreachable').wait(200)),
  },
  ends: (scene) => scene.times(2, () => register(scene, { source: '203.0.113.5:40203' }).pass(200)),
});
