// Calls as Asterisk's command line tells of them, for both channel drivers.

import type { ChannelDriver } from '../asterisk/asterisk-options.ts';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';
import { pollUntil } from '../process/poll-until.ts';

/** RTP packets of one channel, as Asterisk counts them. */
interface MediaCount {
  readonly received: number;
  readonly sent: number;
}

const DEADLINE_MS = 20_000;

/** Both lists have the duration of the call before the counts. */
const COUNTS = {
  chan_pjsip: /\d\d:\d\d:\d\d \w+ +(\d+) +\d+ +\d+ +[\d.]+ +(\d+) /,
  chan_sip: /\d\d:\d\d:\d\d (\d+) +\d+ +\( *[\d.]+%\) [\d.]+ (\d+) /,
} as const;

/** Asterisk calls that phone, and connects it to an extension. */
export async function originateCall(
  asterisk: AsteriskInstance,
  driver: ChannelDriver,
  name: string,
  extension: string,
): Promise<void> {
  const technology = driver === 'chan_sip' ? 'SIP' : 'PJSIP';
  await asterisk.cli(`channel originate ${technology}/${name} extension ${extension}@phones`);
}

/** Waits until Asterisk has so many calls at once. */
export async function waitForCalls(asterisk: AsteriskInstance, count: number): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    const answer = await asterisk.cli('core show channels count');
    return new RegExp(`^${count} active calls?$`, 'm').test(answer) ? true : undefined;
  };
  const what = `the state with ${count} calls in Asterisk`;
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, what });
}

/** Waits until so many channels have received, and have sent, so many RTP packets. */
export async function waitForMedia(
  asterisk: AsteriskInstance,
  driver: ChannelDriver,
  { channels, packets }: { readonly channels: number; readonly packets: number },
): Promise<void> {
  const command = driver === 'chan_sip' ? 'sip show channelstats' : 'pjsip show channelstats';
  const ask = async (): Promise<true | undefined> => {
    const counts = parseMediaCounts(await asterisk.cli(command), driver);
    const busy = counts.filter(({ received, sent }) => received >= packets && sent >= packets);
    return busy.length === channels ? true : undefined;
  };
  const what = `the RTP of ${channels} channels, ${packets} packets each way,`;
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, what });
}

function parseMediaCounts(list: string, driver: ChannelDriver): MediaCount[] {
  return list.split('\n').flatMap((line) => {
    const [, received, sent] = COUNTS[driver].exec(line) ?? [];
    return received === undefined ? [] : [{ received: Number(received), sent: Number(sent) }];
  });
}
