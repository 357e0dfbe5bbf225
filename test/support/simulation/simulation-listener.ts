// Whoever hears what happens in a simulation: the companion's own ways in, in the order of time.

import type { AsteriskEvent } from '../../../src/asterisk/asterisk-event.ts';
import type { World } from '../../../src/diagnosis/world.ts';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import type { ProxyNotice } from '../../../src/observation/proxy-notice.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';

export interface SimulationListener {
  onObservation(observation: SipObservation): void;
  onDialog(observation: DialogObservation): void;
  onNotice(notice: ProxyNotice): void;
  onAsterisk(event: AsteriskEvent): void;
  onWorld(world: World): void;
  onTick(nowMs: number): void;
}
