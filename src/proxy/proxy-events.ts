// What the proxy tells the program around it. It logs nothing itself.

import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

export interface ProxyEvents {
  /** All sockets are open. Names are `address:port`. */
  onListening(deviceSide: readonly string[], asteriskSide: string): void;
  onAddressesChanged(opened: readonly string[], closed: readonly string[]): void;
  onObservation(observation: SipObservation): void;
  onDialog(observation: DialogObservation): void;
  /** At most one a minute for each kind and source. */
  onNotice(notice: ProxyNotice): void;
  /** Its name is `address:port`. */
  onAsteriskDown(name: string, address: string): void;
  onAsteriskUp(name: string, address: string): void;
  /** The state directory refused or hangs; bindings since then live in memory only. */
  onStateTrouble(error: unknown): void;
  /** That many lines of the journal could not be read. */
  onStateSkipped(lines: number): void;
  /** An error that no step expected, or the kernel's on sending. */
  onUnexpected(error: unknown): void;
}
