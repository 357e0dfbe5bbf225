// Why it went as it went, in sentences that hold only for what was seen.

import type { DemoResult, PathResult, PhoneResult } from '../result.ts';
import type { Step } from '../trace/step.ts';

/** What happened straight to Asterisk. */
export function explainStraight({ stage }: DemoResult, phone: PhoneResult): string {
  const { challenge, registered, options, steps } = phone.straight;
  if (challenge === 'lost') {
    const router = stage === 'namespaces' ? 'the router' : 'the phone';
    return `Its Via has no rport, so Asterisk answers to the port that the Via names, ${listPorts(steps, '401')}. But ${router} sent from ${listPorts(steps, 'REGISTER')}, and takes an answer nowhere else.`;
  }
  if (registered && options === 'lost') {
    return `Thanks to rport the answers arrive. But its Contact names ${phone.ownHost}, which leads nowhere from here: OPTIONS is lost, and so is every call.`;
  }
  if (registered && options === 'arrived') {
    return phone.hasAlg ? describeAlg(stage) : 'It registers and can be reached.';
  }
  return registered ? 'It registers, and Asterisk has not asked for it.' : 'It does not register.';
}

/** What was different through farend. */
export function explainFarend(phone: PhoneResult): string {
  const { farend, straight } = phone;
  if (!farend.registered || farend.options !== 'arrived') {
    return 'farend did not help this phone.';
  }
  return [
    straight.challenge === 'lost'
      ? 'farend answers to the port that a packet came from, whatever its Via says.'
      : '',
    straight.challenge !== 'lost' && straight.options === 'lost'
      ? `farend gives Asterisk a Contact of its own, ${farend.contacts[0]}, and knows the way from there to the phone.`
      : '',
    phone.hasAlg ? 'farend needs nothing that an ALG writes, and takes no harm from it.' : '',
    explainMove(farend),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** A second registration came from another port than the first. */
function explainMove({ steps, contacts }: PathResult): string {
  const accepted = steps.filter(
    ({ label, direction }) => label === '200' && direction === 'to-phone',
  );
  const first = accepted[0]?.outside[0];
  const last = accepted.at(-1)?.outside[0];
  if (first === undefined || last === undefined || first === last) {
    return '';
  }
  const count = contacts.length === 1 ? 'one contact' : `${contacts.length} contacts`;
  return `The second time it registers from port ${readPort(last)}: farend follows, and Asterisk still has ${count}.`;
}

/** `port 41466`, or `5 ports in turn, the last one 16386`. */
function listPorts(steps: readonly Step[], label: string): string {
  const addresses = steps.filter((step) => step.label === label).flatMap(({ outside }) => outside);
  const ports = [...new Set(addresses.map(readPort))];
  const last = ports.at(-1) ?? 'unknown';
  return ports.length > 1 ? `${ports.length} ports in turn, the last one ${last}` : `port ${last}`;
}

function readPort(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

function describeAlg(stage: DemoResult['stage']): string {
  return stage === 'namespaces'
    ? 'The ALG has put the public address and port into Via and Contact. This works, as long as the ALG understands every message.'
    : 'Via and Contact are true, as an ALG would have made them. This works, as long as the ALG understands every message.';
}
