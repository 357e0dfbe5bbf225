// Where in the dialplan the calls of phones begin: whoever begins there may call what they may call.

import type { EndpointFacts } from './asterisk-facts.ts';
import { isPhone } from './phones.ts';

/** Of phones with a password. */
export function listPhoneContexts(endpoints: readonly EndpointFacts[]): ReadonlySet<string> {
  return new Set(
    endpoints
      .filter((endpoint) => isPhone(endpoint) && endpoint.state.hasAuth)
      .flatMap(({ settings }) => settings.get('context') ?? []),
  );
}
