// What a proxy tells of dialogs over its feed, as its companion hears it.

import { FeedClient } from '../../src/feed/feed-client.ts';
import type { DialogObservation } from '../../src/observation/dialog-observation.ts';
import type { Farend } from './farend.ts';
import { EventLog } from './process/event-log.ts';
import { own } from './process/lifetime.ts';

const DEADLINE_MS = 10_000;

/** Resolves when the proxy knows of the listener; ends with everything else. */
export async function followDialogs({ feedPath }: Farend): Promise<EventLog<DialogObservation>> {
  const dialogs = new EventLog<DialogObservation>();
  const connected = new EventLog<boolean>();
  const client = new FeedClient(feedPath, {
    onConnected: () => connected.append(true),
    onDisconnected: () => undefined,
    onObservation: () => undefined,
    onDialog: (observation) => dialogs.append(observation),
    onNotice: () => undefined,
    onCounts: () => undefined,
    onLost: () => undefined,
  });
  own({
    stop: () => {
      client.stop();
      return Promise.resolve();
    },
  });
  client.start();
  await connected.waitFor(() => true, DEADLINE_MS, 'the feed');
  await client.ask({ type: 'bans' });
  return dialogs;
}
