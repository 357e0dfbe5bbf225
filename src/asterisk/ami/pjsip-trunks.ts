// Which of chan_pjsip's endpoints are trunks because Asterisk itself registers somewhere for them.

import type { Ask } from './ask.ts';

export interface TrunkMarks {
  /** Outbound auths of registrations: an endpoint that calls with the same one is their trunk. */
  readonly auths: ReadonlySet<string>;
  /** Endpoints that a registration names (`line = yes`). */
  readonly endpoints: ReadonlySet<string>;
}

/** Empty where the module res_pjsip_outbound_registration is missing. */
export async function listTrunkMarks(ask: Ask): Promise<TrunkMarks> {
  const registrations = await ask.listOrNothing(
    { Action: 'PJSIPShowRegistrationsOutbound' },
    ['OutboundRegistrationDetail'],
    'OutboundRegistrationDetailComplete',
  );
  const read = (name: string): ReadonlySet<string> =>
    new Set(
      registrations
        .flatMap(({ headers }) => (headers.get(name) ?? '').split(','))
        .filter((value) => value !== ''),
    );
  return { auths: read('outboundauth'), endpoints: read('endpoint') };
}
