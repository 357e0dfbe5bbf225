// The process in which a test phone lives: it is started in the phone's network namespace, does what
// the test asks over the IPC channel, and reports every datagram.

import type { PhoneCommand, PhoneReport } from './call/remote.ts';
import type { PhoneOptions } from './phone-options.ts';
import { SipPhone } from './sip-phone.ts';

const options = JSON.parse(process.argv[2] ?? '') as PhoneOptions;
const phone = new SipPhone(options, {
  datagram: (datagram) => report({ type: 'datagram', datagram }),
  incoming: (object) => report({ type: 'incoming', object }),
  event: (object, event) => report({ type: 'event', object, event }),
});

process.on('message', (command: PhoneCommand) => {
  obey(command).then(
    (result) => report({ type: 'reply', id: command.id, result }),
    (error: unknown) => report({ type: 'failure', id: command.id, reason: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

await phone.start();
report({ type: 'ready' });

/** The test's side is typed: what it asks for is there. */
async function obey({ object, method, args }: PhoneCommand): Promise<unknown> {
  const target = object === 'phone' ? phone : phone.objects.get(object);
  const methods = target as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  return await methods[method]?.(...args);
}

function report(message: PhoneReport): void {
  process.send?.(message);
}
