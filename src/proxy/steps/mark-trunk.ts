// What comes from a trunk says so: behind farend Asterisk sees our address for everybody, and
// `type=identify` with `match_header=X-Farend-Source: ADDRESS` tells the trunk from the rest
// (res_pjsip_endpoint_identifier_ip). Whatever anybody else wrote into that header is gone by now.

import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';

export function markTrunk(request: PhoneRequest): Outcome {
  if (request.isTrunk) request.insertOnTop(`X-Farend-Source: ${request.source.address}\r\n`);
  return undefined;
}
