import { old, register } from '../phones.ts';
import type { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

/** Another phone at the same address, which Asterisk does not know. */
function challengeAs(scene: DiagnosisScene, name: string): void {
  const phone = {
    ...old,
    aor: `${name}@pbx.example.com`,
    callId: `call-${name}`,
    device: undefined,
  };
  scene.challenge(phone).say('unknown-account', { callId: phone.callId, account: '<unknown>' });
}

describeSituation({
  name: 'unknown-account',
  fires: {
    'an account that was removed': [
      (scene) =>
        register(scene)
          .snapshot([])
          .pass(300)
          .challenge(old)
          .refuse(401, old)
          .say('unknown-account')
          .wait(75),
      /it knows no such account/,
    ],
    'a phone with a typing error beside phones that are registered': [
      (scene) => {
        register(scene).times(3, () => challengeAs(scene, '40001'));
        scene.wait(75);
      },
      /it registers as 40001/,
    ],
    'an endpoint without an AOR of that name': [
      (scene) => scene.challenge(old).refuse(404, old).wait(75),
      /no AOR of that name/,
    ],
  },
  staysSilent: {
    'a stranger who tries a name': (scene) =>
      scene
        .times(3, () =>
          scene.challenge({ aor: '9999@pbx.example.com', source: '198.51.100.66:5060' }),
        )
        .say('unknown-account')
        .wait(75),
    'a scanner in the house': (scene) => {
      register(scene);
      for (const name of ['9001', '9002', '9003', '9004', '9005'])
        scene.times(3, () => challengeAs(scene, name));
      scene.wait(75);
    },
  },
  ends: (scene) => register(scene.snapshot()).pass(1),
});
