import type { SipObservation } from '../../../../src/observation/sip-observation.ts';
import { answer, old, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

const wrong: Partial<SipObservation> = { digest: { realm: 'asterisk', algorithm: 'MD5' } };

describeSituation({
  name: 'auth-failed',
  fires: {
    'a wrong password': [
      (scene) => scene.challenge(old).refuse(401, old).say('failed').wait(72),
      /the password for account 4001 is wrong/,
    ],
    'a wrong realm': [
      (scene) =>
        scene.times(3, () =>
          scene
            .challenge({ ...old, answer: answer() })
            .refuse(401, {
              ...old,
              answer: answer(),
              digest: { realm: 'pbx.example.com', algorithm: 'MD5' },
            })
            .pass(5),
        ),
      /its credentials are for realm "pbx.example.com".*\n.*Asterisk asks for realm "asterisk"/,
    ],
    'a wrong algorithm': [
      (scene) =>
        scene.times(3, () =>
          scene
            .refuse(401, {
              ...old,
              ...wrong,
              answer: answer({ challenges: [{ realm: 'asterisk', algorithm: 'SHA-256' }] }),
            })
            .pass(5),
        ),
      /algorithm MD5\n.*algorithm SHA-256/,
    ],
  },
  staysSilent: {
    'a password that is corrected': (scene) =>
      register(scene.challenge(old).refuse(401, old).say('failed').wait(30)).wait(60),
    'a nonce that was too old': (scene) => register(scene.refuse(401, old)).wait(60),
  },
  ends: (scene) => register(scene).pass(1),
});
