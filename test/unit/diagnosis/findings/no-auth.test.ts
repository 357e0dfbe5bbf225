import { makeEndpoint } from '../../correlation/scene.ts';
import { old, register } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'no-auth',
  fires: {
    'a REGISTER without credentials that is accepted': [
      (scene) => scene.observe({ ...old, credentials: 'none', username: undefined }).pass(1),
      /without credentials from 203.0.113.5:40112 was accepted/,
    ],
  },
  staysSilent: {
    'a phone with a password': (scene) => register(scene).pass(1),
    'a trunk': (scene) =>
      scene
        .snapshot([makeEndpoint({ isTrunk: true })])
        .observe({ ...old, credentials: 'none' })
        .pass(1),
    'a query': (scene) =>
      register(scene)
        .observe({ ...old, credentials: 'none', contact: '', binding: undefined })
        .pass(1),
  },
  ends: (scene) => register(scene).pass(1),
});
