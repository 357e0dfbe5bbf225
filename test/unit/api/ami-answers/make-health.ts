// A companion that is well.

import type { CompanionHealth } from '../../../../src/api/companion-view.ts';
import { START_MS } from '../../correlation/scene.ts';

export function makeHealth(): CompanionHealth {
  return {
    startedAt: START_MS,
    devices: 0,
    strangers: 0,
    proxy: { isUp: true, reason: '', lost: 0 },
    asterisks: [],
    state: { isUp: true, reason: '' },
    hep: undefined,
  };
}
