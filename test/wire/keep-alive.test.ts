// Pings that keep a router's binding open, through the whole proxy.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { phone, RecordedProxy } from './recorded-proxy.ts';

const INTERVAL_MS = 25_000;
const challenge = 'WWW-Authenticate: Digest realm="asterisk",nonce="1795244400/0f1e2d3c"';
const secondSite = { address: '198.51.100.77', port: 30000 };
const asked = readGolden('register-without-rport.in').toString('latin1');
const authorized = readGolden('register-authorized.in').toString('latin1');
/** The same phone, or one like it, after a reboot. */
const toSecond = (text: string) =>
  text.replace('call-1@', 'call-2@').replace('z9hG4bK', 'z9hG4bK9').replace('6629', '7720');

let proxy: RecordedProxy;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  proxy = await new RecordedProxy().open();
  const { options, localNetworks, keepAlive } = proxy.parts;
  keepAlive.configure(options.keepAlive, localNetworks);
  keepAlive.start();
});

afterEach(() => {
  proxy.parts.keepAlive.stop();
  vi.useRealTimers();
});

/** The REGISTER with credentials, after its challenge; what was sent of it. */
function ask(first: string, second: string, source: typeof phone): string | undefined {
  const [relayed] = proxy.fromPhone(first, source);
  proxy.fromAsterisk(answerAsAsterisk(relayed?.text ?? '', '401 Unauthorized', challenge));
  const [sent] = proxy.fromPhone(second, source);
  return sent?.text;
}

async function register(): Promise<void> {
  const relayed = ask(asked, authorized, phone) ?? '';
  const contact = /\r\nContact: (<[^>]+>)/.exec(relayed)?.[1];
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${contact};expires=3600`));
  await proxy.settle();
}

/** The ping that goes out when an interval has passed. */
function waitForPing(): string {
  proxy.sent.length = 0;
  proxy.pass(INTERVAL_MS);
  vi.advanceTimersByTime(INTERVAL_MS);
  expect(proxy.sent).toHaveLength(1);
  expect(proxy.sent[0]).toMatchObject({ from: '192.0.2.2:5060', to: '203.0.113.5:40112' });
  return proxy.sent[0]?.text ?? '';
}

function answer(ping: string, status = '200 OK'): string {
  return `SIP/2.0 ${status}\r\n${ping.slice(ping.indexOf('Via:'))}`;
}

it('goes to a phone behind NAT, and its answer goes no further', async () => {
  await register();
  const ping = waitForPing();

  expect(proxy.fromPhone(answer(ping))).toEqual([]);

  const [binding] = [...proxy.parts.bindings.all()];
  expect(ping).toMatch(/^OPTIONS sip:4001@192\.168\.1\.50:5060 SIP\/2\.0\r\n/);
  expect(binding?.heardAt).toBe(proxy.now);
  expect(proxy.parts.counts.get('ping-answer')).toBe(1);
  await register();
  expect(proxy.parts.natOutcomes.list()).toEqual([['behind-nat.confirmed', 1]]);
});

it('is answered by any final status, and by no provisional one', async () => {
  await register();
  const ping = waitForPing();
  const [binding] = [...proxy.parts.bindings.all()];

  proxy.fromPhone(answer(ping, '100 Trying'));
  expect(binding?.heardAt).toBeUndefined();

  proxy.fromPhone(answer(ping, '481 Call/Transaction Does Not Exist'));
  expect(binding?.heardAt).toBe(proxy.now);
});

it('is not answered from elsewhere', async () => {
  await register();
  const ping = waitForPing();

  expect(proxy.fromPhone(answer(ping), { ...phone, port: 40113 })).toEqual([]);

  const [binding] = [...proxy.parts.bindings.all()];
  expect(binding?.heardAt).toBeUndefined();
  expect(proxy.parts.counts.get('response-from-elsewhere')).toBe(1);
  await register();
  expect(proxy.parts.natOutcomes.list()).toEqual([['behind-nat.contradicted', 1]]);
});

it('that was answered within the interval tells two sites apart without asking again', async () => {
  await register();
  proxy.fromPhone(answer(waitForPing()));

  const sent = ask(toSecond(asked), toSecond(authorized), secondSite);

  const [first] = [...proxy.parts.bindings.all()];
  expect(sent).toContain('\r\nAuthorization: ');
  expect(sent).toContain('<sip:4001@198.51.100.10:5062;fe=');
  expect(sent).not.toContain(first?.token);
});

it('that was answered before that tells nothing: the phone is asked', async () => {
  await register();
  proxy.fromPhone(answer(waitForPing()));
  proxy.pass(INTERVAL_MS + 1);

  const sent = ask(toSecond(asked), toSecond(authorized), secondSite);
  proxy.sent.length = 0;
  vi.advanceTimersByTime(0);

  expect(sent).toBeUndefined();
  expect(proxy.sent).toMatchObject([{ to: '203.0.113.5:40112' }]);
  expect(proxy.sent[0]?.text).toMatch(/^OPTIONS /);
});

it('is not sent to a phone that is where it says', async () => {
  const direct = (text: string) =>
    text.replaceAll('192.168.1.50:5060', '203.0.113.5').replaceAll('192.168.1.50', 'direct');
  const source = { address: '203.0.113.5', port: 5060 };
  const relayed = ask(direct(asked), direct(authorized), source) ?? '';
  const contact = /\r\nContact: (<[^>]+>)/.exec(relayed)?.[1];
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${contact};expires=3600`));
  await proxy.settle();

  proxy.sent.length = 0;
  vi.advanceTimersByTime(3 * INTERVAL_MS);

  expect(proxy.parts.bindings.size).toBe(1);
  expect(proxy.sent).toEqual([]);
});
