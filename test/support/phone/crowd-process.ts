// The process of a crowd: many phones at one address, each with a port of its own, and a flood that
// comes from that address too. It does what the test asks over the IPC channel.

import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import type { CrowdCommand, CrowdOptions, CrowdReport } from './crowd.ts';
import type { RegisterOutcome } from './phone-options.ts';
import { formatRawRequest } from './raw-request.ts';
import { SipPhone } from './sip-phone.ts';

const FLOOD_EVERY_MS = 10;
/** What real phones have: T1 of RFC 3261, and 64 of them would be longer than a test waits. */
const TIMES = { t1Ms: 500, timeoutMs: 10_000 };

const options = JSON.parse(process.argv[2] ?? '') as CrowdOptions;
const { address, proxy, firstPort } = options;
const nothing = () => undefined;
const phones = options.usernames.map(
  (username, index) =>
    new SipPhone(
      { username, address, proxy, port: firstPort + index, rport: false, ...TIMES },
      { datagram: nothing, incoming: nothing, event: nothing },
    ),
);
let flood: NodeJS.Timeout | undefined;

process.on('message', (command: CrowdCommand) => {
  obey(command).then(
    (outcomes) => report({ type: 'reply', id: command.id, outcomes }),
    (error: unknown) => report({ type: 'failure', id: command.id, reason: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

for (const phone of phones) await phone.start();
report({ type: 'ready' });

async function obey(command: CrowdCommand): Promise<RegisterOutcome[]> {
  if (command.type === 'register') return await register(command.spreadMs);
  if (command.type === 'flood') startFlood(command.perSecond);
  else clearInterval(flood);
  return [];
}

/** Each phone once, evenly over that time. */
async function register(spreadMs: number): Promise<RegisterOutcome[]> {
  return await Promise.all(
    phones.map(async (phone, index) => {
      await delay((spreadMs * index) / phones.length);
      const { outcome } = await phone.register({});
      return outcome;
    }),
  );
}

/** Requests of strangers, from one more port. */
function startFlood(perSecond: number): void {
  const [host = '', port] = proxy.split(':');
  const socket = createSocket('udp4');
  socket.bind(firstPort - 1, address);
  flood = setInterval(() => {
    for (let sent = 0; sent < (perSecond * FLOOD_EVERY_MS) / 1000; sent += 1) {
      const text = formatRawRequest({
        method: 'OPTIONS',
        requestUri: `sip:${host}`,
        user: 'stranger',
        sentBy: `${address}:${firstPort - 1}`,
      });
      socket.send(text, Number(port), host);
    }
  }, FLOOD_EVERY_MS);
}

function report(message: CrowdReport): void {
  process.send?.(message);
}
