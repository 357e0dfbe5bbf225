// The process in which a test phone lives: it is started in the phone's network namespace, does what
// the test asks over the IPC channel, and reports every datagram.

import type { PhoneCommand, PhoneOptions, PhoneReport, RegisterResult } from './phone-options.ts';
import { SipPhone } from './sip-phone.ts';

const options = JSON.parse(process.argv[2] ?? '') as PhoneOptions;
const phone = new SipPhone(options, (datagram) => report({ type: 'datagram', datagram }));

process.on('message', (command: PhoneCommand) => {
  obey(command).then(
    (result) => report({ type: 'reply', id: command.id, ...(result && { result }) }),
    (error: unknown) => report({ type: 'failure', id: command.id, reason: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

await phone.start();
report({ type: 'ready' });

async function obey(command: PhoneCommand): Promise<RegisterResult | undefined> {
  switch (command.type) {
    case 'register':
      return await phone.register(command.options);
    case 'send':
      await phone.send(command.text, command.to);
      return undefined;
    case 'rebind':
      await phone.rebind(command.port);
      return undefined;
    case 'reboot':
      await phone.reboot(command.options);
      return undefined;
    case 'behave':
      phone.behave(command.behaviour);
      return undefined;
  }
}

function report(message: PhoneReport): void {
  process.send?.(message);
}
