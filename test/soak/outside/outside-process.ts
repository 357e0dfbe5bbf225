// The process in which attackers, their Asterisk and their victims live, in a network namespace of
// their own. Victims only listen: whatever comes to them is counted.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createRandom, pick } from '../../support/torture/random.ts';
import {
  ASTERISK_SIDE,
  ATTACKER_PORTS,
  ATTACKERS,
  DEVICE_SIDE,
  FIRST_VICTIM_PORT,
  FLOODER,
  FLOODER_PORT,
  MALLORY_VICTIM_PORT,
  ODD_ASTERISK,
  PROBE_PORT,
  SIP_PORT,
  VICTIM,
} from '../scene/places.ts';
import { Ammunition, allAttacks, type Shot } from './ammunition.ts';
import type { OutsideCommand, OutsideReport, Rates } from './protocol.ts';
import { Tallies } from './tallies.ts';

const TICK_MS = 20;
const TALLY_MS = 250;
/** One datagram in so many is sent back as it came: what comes of it must end as well. */
const MIRRORED = 8;

const tallies = new Tallies();
const random = createRandom(1);
let timer: NodeJS.Timeout | undefined;
let ammunition: Ammunition | undefined;

const attackers = await Promise.all(
  ATTACKERS.flatMap((address) => ATTACKER_PORTS.map((port) => open(address, port, onAnswer))),
);
const flooder = await open(FLOODER, FLOODER_PORT, onAnswer);
const oddAsterisk = await open(ODD_ASTERISK, SIP_PORT, answerAsOddAsterisk);
for (const [index, { name }] of allAttacks.entries())
  await open(VICTIM, FIRST_VICTIM_PORT + index, (_, text) => tallies.countVictim(name, text));
await open(VICTIM, MALLORY_VICTIM_PORT, (_, text) => tallies.countVictim('mallory', text));
await open(VICTIM, PROBE_PORT, () => tallies.countProbe());
setInterval(() => report({ type: 'tally', tally: tallies.read() }), TALLY_MS);
process.on('message', obey);
process.on('disconnect', () => process.exit());
report({ type: 'ready' });

function obey(command: OutsideCommand): void {
  switch (command.type) {
    case 'start':
      ammunition = new Ammunition(command.seed);
      fireAt(command.rates, ammunition);
      break;
    case 'learn':
      if (ammunition !== undefined) ammunition.known = command.known;
      break;
    case 'probe':
      send(attackers[0] as Socket, 'probe', `${VICTIM}:${PROBE_PORT}`);
      break;
    case 'stop':
      clearInterval(timer);
      break;
  }
}

/** So many a second, whatever the timer does. */
function fireAt(rates: Rates, from: Ammunition): void {
  const startedAt = performance.now();
  let attacks = 0;
  let flood = 0;
  timer = setInterval(() => {
    const seconds = (performance.now() - startedAt) / 1000;
    for (; attacks < seconds * rates.attacks; attacks += 1) {
      const attacker = pick(attackers, random);
      fire(from.next(nameOf(attacker)), attacker);
    }
    for (; flood < seconds * rates.flood; flood += 1)
      fire(from.nextOfFlood(nameOf(flooder)), flooder);
  }, TICK_MS);
}

function fire({ name, side, text }: Shot, attacker: Socket): void {
  tallies.countSent(name);
  if (side === 'phone') send(attacker, text, DEVICE_SIDE);
  else send(oddAsterisk, text, ASTERISK_SIDE);
}

function onAnswer(source: RemoteInfo, text: string, socket: Socket): void {
  tallies.countAnswer(text);
  if (random(MIRRORED) === 0) send(socket, text, `${source.address}:${source.port}`);
}

/** The health question gets a 503, so that nobody is sent here; all else is an answer like any. */
function answerAsOddAsterisk(source: RemoteInfo, text: string, socket: Socket): void {
  if (!text.includes('OPTIONS sip:203.0.113.21:5060 ')) {
    onAnswer(source, text, socket);
    return;
  }
  const kept = text.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  const answer = ['SIP/2.0 503 Service Unavailable', ...kept, 'Content-Length: 0', '\r\n'];
  send(socket, answer.join('\r\n'), `${source.address}:${source.port}`);
}

function nameOf(socket: Socket): string {
  const { address, port } = socket.address();
  return `${address}:${port}`;
}

async function open(
  address: string,
  port: number,
  onDatagram: (source: RemoteInfo, text: string, socket: Socket) => void,
): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  socket.on('message', (bytes, source) => onDatagram(source, bytes.toString('latin1'), socket));
  socket.on('error', () => undefined);
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** What cannot be sent is lost, as on any network. */
function send(socket: Socket, text: string, to: string): void {
  const [address, port] = to.split(':');
  socket.send(Buffer.from(text, 'latin1'), Number(port), address, () => undefined);
}

function report(message: OutsideReport): void {
  process.send?.(message);
}
