// Dialogs that phones and Asterisk began without farend, before SIP was diverted. Asterisk knows no
// Route for them. Where it writes to whoever its last packet came from (chan_sip with nat, chan_pjsip
// with rewrite_contact), that is farend, and the Call-ID is all there is to find the phone by.

import { copyText } from '../base/copy-text.ts';
import type { Flow } from './flow.ts';

export interface DirectDialog {
  readonly flow: Flow;
  /** The phone's own Contact, where it told one. */
  readonly contactUri: string | undefined;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}

/** Longer than any call or subscription is silent. */
const LIFETIME_MS = 24 * 3_600_000;
/** Strangers can fill it, at the rate that each of them may send: the one unheard for longest goes. */
const CAPACITY = 16_384;

export class DirectDialogs {
  /** By Call-ID, the one that was noted last at the end. */
  private readonly dialogs = new Map<string, DirectDialog>();

  find(callId: string, nowMs: number): DirectDialog | undefined {
    const dialog = this.dialogs.get(callId);
    return dialog !== undefined && nowMs - dialog.seenAt <= LIFETIME_MS ? dialog : undefined;
  }

  /**
   * A phone sent something of this dialog. Another address than the first cannot take it over; another
   * port can, since routers change it.
   *
   * @param contactUri undefined: as it was
   */
  note(callId: string, flow: Flow, contactUri: string | undefined, nowMs: number): void {
    const known = this.find(callId, nowMs);
    if (known !== undefined && known.flow.remote.address !== flow.remote.address) return;
    this.dialogs.delete(callId);
    const uri = contactUri === undefined ? known?.contactUri : copyText(contactUri);
    this.dialogs.set(copyText(callId), { flow, contactUri: uri, seenAt: nowMs });
    const [oldest] = this.dialogs.keys();
    if (this.dialogs.size > CAPACITY && oldest !== undefined) this.dialogs.delete(oldest);
  }
}
