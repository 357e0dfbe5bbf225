// Another ARI program, by the WebSocket alone.

import { EventLog } from '../process/event-log.ts';
import { own, release } from '../process/lifetime.ts';

/** An event of ARI: what a test reads of it. */
export interface ApplicationEvent {
  readonly type: string;
  readonly eventname?: string;
  readonly userevent?: Readonly<Record<string, unknown>>;
}

/** Resolves once it is connected, as the lab's ARI user; what comes is in the log. */
export async function openApplication(
  name: string,
  httpPort: number,
): Promise<EventLog<ApplicationEvent>> {
  const events = new EventLog<ApplicationEvent>();
  const login = 'api_key=ari:aripw';
  const socket = new WebSocket(`ws://127.0.0.1:${httpPort}/ari/events?app=${name}&${login}`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () => resolve());
  socket.addEventListener('error', () => reject(new Error(`no WebSocket for ${name}`)));
  socket.addEventListener('message', ({ data }) => events.append(JSON.parse(String(data))));
  const stoppable = own({
    stop: () => {
      socket.close();
      release(stoppable);
      return Promise.resolve();
    },
  });
  await promise;
  return events;
}
