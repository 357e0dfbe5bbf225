import { answer, direct, register, repeatRegister } from '../phones.ts';
import { describeSituation } from '../situation.ts';

describeSituation({
  name: 'asymmetric-signalling',
  fires: {
    'a phone that farend learned to exempt': [
      (scene) =>
        register(scene, { isExempt: true })
          .notice('exempt-learned', { detail: '4001@pbx.example.com' })
          .pass(1),
      /farend learned/,
    ],
    'a phone that farend learned to exempt as it registered for the first time': [
      (scene) =>
        register(scene.notice('exempt-learned', { detail: '4001@pbx.example.com' }), {
          isExempt: true,
        }).pass(1),
      /farend learned/,
    ],
    'answers from elsewhere': [
      (scene) =>
        register(scene).notice('answer-from-elsewhere', { detail: '4001@pbx.example.com' }).pass(1),
      /from another port than it was asked at/,
    ],
    'a phone without NAT that does not listen where it sends': [
      (scene) =>
        repeatRegister(scene, {
          ...direct,
          source: '198.51.100.77:6001',
          natTests: ['diff-port-src-via', 'no-rport'],
          answer: answer({ sentTo: '198.51.100.77:6001', hasRport: true }),
        }),
      /sends from another port than stands there/,
    ],
  },
  staysSilent: {
    'a phone that the configuration exempts': (scene) =>
      register(scene, { isExempt: true }).pass(1),
    'one that the configuration exempts, beside one that farend learned to exempt': (scene) =>
      register(scene.notice('exempt-learned', { detail: '4002@pbx.example.com' }), {
        isExempt: true,
      }).pass(1),
    'another phone at that address': (scene) =>
      register(scene).notice('answer-from-elsewhere', { detail: '4002@pbx.example.com' }).pass(1),
  },
  ends: (scene) => register(scene).wait(700),
});
