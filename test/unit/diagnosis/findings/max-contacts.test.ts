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
