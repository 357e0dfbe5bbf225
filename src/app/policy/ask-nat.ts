// What the wire showed of the phones, for `nat: auto`: the running companion knows it.

import { deviceListSchema } from '../../api/http/answer-schemas.ts';
import type { Device } from '../../api/http/device-schema.ts';
import { isAppError } from '../../base/app-error.ts';
import type { EndpointPattern } from '../../policy/wanted-settings.ts';
import { askCompanion } from '../ask-companion.ts';

/** Of an endpoint of an Asterisk; undefined: nothing was seen of it yet. */
type NatLookup = (asterisk: string, endpoint: string) => boolean | undefined;

export interface NatKnowledge {
  readonly isBehindNat: NatLookup;
  /** Why nothing is known, and what follows from that; '' where nothing hinders. */
  readonly remark: string;
}

const nobodyKnows: NatLookup = () => undefined;

/**
 * @param file the configuration: where the companion is asked
 * @throws AppError of the configuration
 */
export async function askNat(
  file: string,
  patterns: readonly EndpointPattern[],
): Promise<NatKnowledge> {
  if (!patterns.some(({ nat }) => nat.includes('auto')))
    return { isBehindNat: nobodyKnows, remark: '' };
  try {
    const question = { method: 'GET', path: '/v1/devices', schema: deviceListSchema } as const;
    const { devices } = await askCompanion(file, question);
    return { isBehindNat: lookIn(devices), remark: '' };
  } catch (error) {
    if (!isAppError(error, 'COMPANION_UNREACHABLE') && !isAppError(error, 'COMPANION_REFUSED'))
      throw error;
    const remark = `Which phones are behind NAT is not known, so that endpoints with nat: auto stay as they are: ${error.message}`;
    return { isBehindNat: nobodyKnows, remark };
  }
}

/** One of its devices behind NAT is enough: the settings are those of all of them. */
function lookIn(devices: readonly Device[]): NatLookup {
  const seen = new Map<string, boolean>();
  for (const { asterisk, endpoint, wire, nat } of devices) {
    if (wire === null) continue;
    const key = JSON.stringify([asterisk, endpoint]);
    seen.set(key, seen.get(key) === true || nat.value !== 'none');
  }
  // Of a phone that only the wire has shown nobody knows yet which Asterisk is its own.
  return (asterisk, endpoint) =>
    seen.get(JSON.stringify([asterisk, endpoint])) ?? seen.get(JSON.stringify([null, endpoint]));
}
