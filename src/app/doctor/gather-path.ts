// The self-test of the doctor, put together from the configuration: through which addresses, and past
// farend to which.

import type { FarendConfig } from '../../config/farend-config.ts';
import type { Account } from '../../doctor/path/digest-answer.ts';
import type { PathFacts } from '../../doctor/path/path-facts.ts';
import { testPath } from '../../doctor/path/test-path.ts';
import { expandAddresses } from '../../proxy/device-side.ts';
import { makeProxyOptions } from '../make-proxy-options.ts';

/** @param account registers for a moment, where one is given */
export async function gatherPath(
  config: FarendConfig,
  account: Account | undefined,
): Promise<PathFacts> {
  const { listen, asterisk } = config.proxy;
  const { asteriskSide } = await makeProxyOptions(config).catch(() => ({
    // No address of this machine leads to Asterisk: asked from any, it does not answer.
    asteriskSide: { address: '0.0.0.0', port: 5062 },
  }));
  return testPath({
    listen: expandAddresses(listen),
    asterisk,
    asteriskSide,
    ...(account !== undefined && { account }),
  });
}
