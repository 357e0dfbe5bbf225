import { old, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'replayed-credentials',
  fires: {
    'a request with the credentials of another address': [
      (scene) =>
        scene
          .notice('credentials-replayed', {
            source: '198.51.100.66',
            detail: 'INVITE, first from 203.0.113.5',
          })
          .wait(72),
      /a INVITE from 198.51.100.66 had credentials that 203.0.113.5 had first/,
    ],
    'a REGISTER with a challenge of another address': [
      (scene) =>
        register(scene)
          .challenge({ source: '198.51.100.66:5060', credentials: 'foreign-nonce' })
          .wait(72),
      /a REGISTER from 198.51.100.66 had credentials of 4001@pbx.example.com/,
    ],
    'a phone whose credentials are held back': [
      (scene) =>
        scene.times(3, () => scene.refuse(401, { ...old, credentials: 'replayed' }).pass(1)),
      /farend held its credentials back 3 times/,
    ],
  },
  staysSilent: {
    'a router that chooses another port': (scene) =>
      scene.notice('credentials-replayed', { detail: 'INVITE, first from 203.0.113.5' }).wait(120),
    'a phone that moves to another line': (scene) => {
      const moved = { ...old, source: '198.51.100.66:5060' };
      register(register(scene).refuse(401, { ...moved, credentials: 'foreign-nonce' }), moved).wait(
        120,
      );
    },
  },
  ends: (scene) => scene.pass(3_700).pass(1).wait(11),
});
