import { old, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'acl-refused',
  fires: {
    'an access list that does not know the phone': [
      (scene) =>
        scene.challenge(old).say('acl-refused', { reason: 'not_match_endpoint_acl' }).pass(1),
      /not_match_endpoint_acl/,
    ],
    'a ban': [(scene) => register(scene).notice('banned').pass(1), /the address is banned/],
  },
  staysSilent: { 'a phone that is challenged': (scene) => register(scene).pass(1) },
  ends: (scene) => register(scene).pass(1),
});
