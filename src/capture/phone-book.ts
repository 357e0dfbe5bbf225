// Who is where, by the REGISTERs that were seen: other messages name a phone by its Contact, or not at
// all.

import { copyText } from '../base/copy-text.ts';
import { formatAddressPort } from '../base/ip-address.ts';
import { RecentMap } from '../base/recent-map.ts';
import { SharedTexts } from '../base/shared-texts.ts';
import { readAddressOfRecord } from '../sip/address-of-record.ts';
import { headerName } from '../sip/header-name.ts';
import { viewNameAddr } from '../sip/name-addr.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import type { CapturedAddress } from './captured-message.ts';
import type { CapturedSip } from './captured-sip.ts';

export interface PhoneEntry {
  readonly aor: string;
  readonly userAgent: string;
}

const MAX_PHONES = 16_384;
const MAX_TEXT = 256;

export class PhoneBook {
  private readonly phones = new RecentMap<string, PhoneEntry>(MAX_PHONES);
  private readonly userAgents = new SharedTexts();

  /** @param register a REGISTER of the phone that is at this address */
  note({ address, port }: CapturedAddress, register: CapturedSip): void {
    const aor = readUri(register, register.mandatory.lines.toLine);
    if (aor === '') return;
    const userAgent = register.view.firstValue(headerName.userAgent) ?? '';
    this.phones.set(formatAddressPort(address, port), {
      aor: copyText(aor.slice(0, MAX_TEXT)),
      userAgent: this.userAgents.share(userAgent.slice(0, MAX_TEXT)),
    });
  }

  find({ address, port }: CapturedAddress): PhoneEntry | undefined {
    return this.phones.get(formatAddressPort(address, port));
  }
}

/** `user@host` of From or To; '' for what is no SIP URI. */
export function readUri({ view }: CapturedSip, line: number): string {
  const value = viewNameAddr(view.text, view.valueStart(line), view.lineEnd(line));
  if (value instanceof ParseFailure) return '';
  return readAddressOfRecord(view.text, value.uriStart, value.uriEnd) ?? '';
}
