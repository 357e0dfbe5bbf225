import { makeEndpoint } from '../../correlation/scene.ts';
import { old, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'max-contacts',
  fires: {
    'a 403 though the password is right': [
      (scene) => scene.challenge(old).refuse(403, old).say('succeeded').pass(1),
      /more contacts than max_contacts allows/,
    ],
    'a 403, and what the registrar of chan_pjsip calls it': [
      (scene) =>
        scene
          .challenge(old)
          .refuse(403, old)
          .say('request-refused', {
            reason: 'registrar_attempt_exceeds_maximum_configured_contacts',
          })
          .pass(1),
      /registrar_attempt_exceeds_maximum_configured_contacts/,
    ],
  },
  staysSilent: {
    'a wrong password of chan_sip': (scene) =>
      scene
        .snapshot([makeEndpoint({ driver: 'chan_sip' })])
        .challenge(old)
        .refuse(403, old)
        .pass(1),
  },
  ends: (scene) => register(scene).pass(1),
});
