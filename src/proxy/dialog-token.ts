// The user part of our Record-Route and Path: what a request needs to find its way without any memory
// of the dialog, covered by a MAC. The user part travels whole, its case included; URI parameters are
// put into another order on the way (measured on Asterisk 22).

import type { KeyedHash } from '../base/keyed-hash.ts';
import type { Flow } from './flow.ts';
import { fromTokenText, toAddressText, toNameText } from './token-text.ts';

const MAC_LENGTH = 16;
const FIELDS = 7;
const OUTSIDE = 1;
const PROVES_FLOW = 2;

export interface DialogToken {
  /** The token of the device's binding, or '' for a phone without one. */
  readonly device: string;
  /** The way to the phone when the dialog began. */
  readonly flow: Flow;
  /** When that way was seen, milliseconds since 1970. */
  readonly time: number;
  /** The Asterisk that has the dialog, as `address:port`; '' in a Path, which every Asterisk uses. */
  readonly asterisk: string;
  /** The phone is not in a network of ours: it is shown the addresses that are for outside. */
  readonly isOutside: boolean;
  /** The request came with credentials of the device's own account: a 2xx proves the flow. */
  readonly provesFlow: boolean;
}

export function isPath({ asterisk }: DialogToken): boolean {
  return asterisk === '';
}

export function formatDialogToken(hash: KeyedHash, token: DialogToken): string {
  const { local, remote } = token.flow;
  const flags = (token.isOutside ? OUTSIDE : 0) + (token.provesFlow ? PROVES_FLOW : 0);
  const address = toAddressText(remote.address);
  const asterisk = toNameText(token.asterisk);
  const payload = `${token.device}~${flags}~${token.time.toString(36)}~${toNameText(local)}~${address}~${remote.port}~${asterisk}`;
  return `${payload}~${hash.hex(`dialog ${payload}`)}`;
}

/** The token in a user part, when its MAC is right; undefined for any other text. */
export function readDialogToken(hash: KeyedHash, text: string): DialogToken | undefined {
  const macAt = text.length - MAC_LENGTH;
  const payload = text.slice(0, Math.max(macAt - 1, 0));
  const fields = payload.split('~');
  if (fields.length !== FIELDS || text !== `${payload}~${hash.hex(`dialog ${payload}`)}`)
    return undefined;
  const [device, flags, time, local, address, port, asterisk] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    device,
    flow: {
      local: fromTokenText(local),
      remote: { address: fromTokenText(address), port: Number(port) },
    },
    time: Number.parseInt(time, 36),
    asterisk: fromTokenText(asterisk),
    isOutside: (Number(flags) & OUTSIDE) !== 0,
    provesFlow: (Number(flags) & PROVES_FLOW) !== 0,
  };
}
