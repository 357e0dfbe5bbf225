// Dialogs on the wire: Record-Route, Routes, the Contact of a dialog, in both directions.

import { beforeEach, describe, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';

const ASTERISK_SIDE = '198.51.100.10:5062';
const DEVICE_SIDE = '192.0.2.2:5060';
const moved = { address: '203.0.113.5', port: 61_000 };

let proxy: RecordedProxy;
/** The Contact under which Asterisk knows the phone. */
let contact: string;

async function register(source = phone): Promise<void> {
  const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'), source);
  contact = /\r\nContact: <([^>]+)>/.exec(sent?.text ?? '')?.[1] ?? '';
  const granted = `Contact: <${contact}>;expires=3599`;
  proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '200 OK', granted));
  await proxy.settle();
}

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
  await register();
});

interface RequestParts {
  readonly uri?: string;
  readonly callId?: string;
  readonly cSeq?: number;
  readonly branch?: string;
  readonly lines?: readonly string[];
}

/** A request of the phone, within a dialog or not. */
function fromPhone(method: string, parts: RequestParts = {}): string {
  const { uri = 'sip:9002@pbx.example.com', callId = 'call-1', cSeq = 1, lines = [] } = parts;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK${parts.branch ?? `${method}${cSeq}`}`,
    'From: <sip:4001@pbx.example.com>;tag=a1',
    'To: <sip:9002@pbx.example.com>',
    `Call-ID: ${callId}`,
    `CSeq: ${cSeq} ${method}`,
    'Contact: <sip:line2@192.168.1.50:5060>',
    'Max-Forwards: 70',
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** A request of Asterisk. */
function fromAsterisk(method: string, uri: string, ...lines: readonly string[]): string {
  return [
    `${method} ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 198.51.100.20:5060;rport;branch=z9hG4bKPj1',
    'From: <sip:9002@198.51.100.20>;tag=b1',
    'To: <sip:4001@pbx.example.com>',
    'Call-ID: call-2',
    `CSeq: 7 ${method}`,
    'Contact: <sip:asterisk@198.51.100.20:5060>',
    'Max-Forwards: 70',
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** As the other end answers: what RFC 3261 has it copy, and its own Contact. */
function answer(request: string, status: string, ownContact: string, copiesRoutes = true): string {
  const [, ...lines] = request.split('\r\n');
  const kept = copiesRoutes
    ? /^(?:Via|Record-Route|From|To|Call-ID|CSeq):/
    : /^(?:Via|From|To|Call-ID|CSeq):/;
  return [
    `SIP/2.0 ${status}`,
    ...lines
      .filter((line) => kept.test(line))
      .map((line) => (line.startsWith('To:') ? `${line};tag=z1` : line)),
    `Contact: <${ownContact}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function readAll(text: string | undefined, name: string): string[] {
  const pattern = new RegExp(`^${name}: (.*)$`, 'gm');
  return [...(text ?? '').matchAll(pattern)].map(([, value]) => (value as string).trimEnd());
}

function readUri(text: string | undefined): string {
  return /^\S+ (\S+)/.exec(text ?? '')?.[1] ?? '';
}

function readContact(text: string | undefined): string {
  return /\r\nContact: <([^>]+)>/.exec(text ?? '')?.[1] ?? '';
}

/** A call of the phone that Asterisk has answered: what both ends know of it. */
async function callOut(source = phone, callId = 'call-1') {
  const [invite] = proxy.fromPhone(fromPhone('INVITE', { callId }), source);
  proxy.fromAsterisk(answer(invite?.text ?? '', '200 OK', 'sip:9002@198.51.100.20:5060'));
  const [ok] = await proxy.settle();
  return {
    invite: invite?.text ?? '',
    ok: ok?.text ?? '',
    asteriskRoutes: readAll(invite?.text, 'Record-Route').map((route) => `Route: ${route}`),
    phoneRoutes: readAll(ok?.text, 'Record-Route')
      .reverse()
      .map((route) => `Route: ${route}`),
  };
}

describe('a call of a phone', () => {
  it('RFC 3261 §16.6 step 4: has a Record-Route of each side, that of the Asterisk side on top', async () => {
    const { invite } = await callOut();

    const routes = readAll(invite, 'Record-Route');
    expect(routes).toHaveLength(2);
    expect(routes[0]).toMatch(new RegExp(`^<sip:[0-9a-f]{16}~\\S+@${ASTERISK_SIDE};lr>$`));
    expect(routes[1]).toBe(`<sip:${DEVICE_SIDE};lr>`);
  });

  it.each(['REGISTER', 'ACK', 'CANCEL', 'BYE', 'INFO', 'MESSAGE', 'OPTIONS', 'PRACK', 'PUBLISH'])(
    'not in a %s',
    (method) => {
      const [sent] = proxy.fromPhone(fromPhone(method));

      expect(readAll(sent?.text, 'Record-Route')).toEqual([]);
    },
  );

  it.each(['INVITE', 'SUBSCRIBE', 'REFER', 'UPDATE', 'NOTIFY', 'FUTURE'])('in a %s', (method) => {
    const [sent] = proxy.fromPhone(fromPhone(method));

    expect(readAll(sent?.text, 'Record-Route')).toHaveLength(2);
  });

  it('shows the phone a Contact that leads to farend, in 180 and 200', async () => {
    const [invite] = proxy.fromPhone(fromPhone('INVITE'));

    const contacts = [];
    for (const status of ['180 Ringing', '200 OK']) {
      const text = answer(invite?.text ?? '', status, 'sip:9002@198.51.100.20:5060');
      const [sent] = proxy.fromAsterisk(text);
      contacts.push(readContact(sent?.text));
    }

    expect(contacts).toEqual(Array(2).fill(`sip:9002@${DEVICE_SIDE};fe=198.51.100.20!5060`));
  });

  it('leaves the Contact of a 302 as it is', () => {
    const [invite] = proxy.fromPhone(fromPhone('INVITE'));

    const text = answer(invite?.text ?? '', '302 Moved', 'sip:9003@198.51.100.20:5060');
    const [sent] = proxy.fromAsterisk(text);

    expect(readContact(sent?.text)).toBe('sip:9003@198.51.100.20:5060');
  });

  it('RFC 3261 §16.4: the phone’s BYE loses our Routes and gets Asterisk’s own Contact', async () => {
    const { ok, phoneRoutes } = await callOut();

    const bye = fromPhone('BYE', { uri: readContact(ok), cSeq: 2, lines: phoneRoutes });
    const [sent] = proxy.fromPhone(bye);

    expect(sent?.to).toBe('198.51.100.20:5060');
    expect(readUri(sent?.text)).toBe('sip:9002@198.51.100.20:5060');
    expect(readAll(sent?.text, 'Route')).toEqual([]);
  });

  it('and so does that of a phone that ignores Record-Route', async () => {
    const { ok } = await callOut();

    const [sent] = proxy.fromPhone(fromPhone('BYE', { uri: readContact(ok), cSeq: 2 }));

    expect(readUri(sent?.text)).toBe('sip:9002@198.51.100.20:5060');
  });

  it('RFC 3261 §16.4: and that of a strict router, whose Request-URI is our Record-Route', async () => {
    const { ok, phoneRoutes } = await callOut();
    const [first, ...others] = phoneRoutes.map((route) => route.replace('Route: ', ''));
    const uri = (first ?? '').slice(1, -1);
    const lines = [...others, `<${readContact(ok)}>`].map((route) => `Route: ${route}`);

    const [sent] = proxy.fromPhone(fromPhone('BYE', { uri, cSeq: 2, lines }));

    expect(readUri(sent?.text)).toBe('sip:9002@198.51.100.20:5060');
    expect(readAll(sent?.text, 'Route')).toEqual([]);
  });

  it('Asterisk’s BYE reaches the phone by its flow, with the phone’s own Contact of the dialog', async () => {
    const { asteriskRoutes } = await callOut();

    const text = fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...asteriskRoutes);
    const [sent] = proxy.fromAsterisk(text);

    expect(sent).toMatchObject({ from: DEVICE_SIDE, to: '203.0.113.5:40112' });
    expect(readUri(sent?.text)).toBe('sip:line2@192.168.1.50:5060');
    expect(readAll(sent?.text, 'Route')).toEqual([]);
  });

  it('after the router has picked another port, by the flow that the phone registered from', async () => {
    const { asteriskRoutes } = await callOut();
    proxy.pass(1000);
    await register(moved);

    const text = fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...asteriskRoutes);
    const [sent] = proxy.fromAsterisk(text);

    expect(sent?.to).toBe('203.0.113.5:61000');
  });

  it('of a phone that is not registered comes back by the flow in the Record-Route', async () => {
    const stranger = { address: '203.0.113.77', port: 5060 };
    const fresh = await new RecordedProxy().open();
    const [invite] = fresh.fromPhone(fromPhone('INVITE'), stranger);
    const routes = readAll(invite?.text, 'Record-Route').map((route) => `Route: ${route}`);

    const text = fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...routes);
    const [sent] = fresh.fromAsterisk(text);

    expect(sent?.to).toBe('203.0.113.77:5060');
  });
});

describe('a call to a phone', () => {
  it('has a Record-Route of each side, that of the device side on top, and a Contact of ours', () => {
    const [sent] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    const routes = readAll(sent?.text, 'Record-Route');
    expect(routes[0]).toBe(`<sip:${DEVICE_SIDE};lr>`);
    expect(routes[1]).toMatch(new RegExp(`^<sip:[0-9a-f]{16}~\\S+@${ASTERISK_SIDE};lr>$`));
    expect(routes).toHaveLength(2);
    expect(readContact(sent?.text)).toBe(`sip:asterisk@${DEVICE_SIDE};fe=198.51.100.20!5060`);
    expect(readUri(sent?.text)).toBe('sip:4001@192.168.1.50:5060');
  });

  it('the phone’s answer keeps its own Contact', () => {
    const [invite] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    const text = answer(invite?.text ?? '', '200 OK', 'sip:line2@192.168.1.50:5060');
    const [sent] = proxy.fromPhone(text);

    expect(sent?.to).toBe('198.51.100.20:5060');
    expect(readContact(sent?.text)).toBe('sip:line2@192.168.1.50:5060');
    expect(readAll(sent?.text, 'Record-Route')).toEqual(readAll(invite?.text, 'Record-Route'));
  });

  it.each(['180 Ringing', '200 OK'])(
    'RFC 3261 §12.1.1: a %s without Record-Route gets ours back, and Asterisk’s BYE comes through',
    (status) => {
      const [invite] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

      const text = answer(invite?.text ?? '', status, 'sip:line2@192.168.1.50:5060', false);
      const [restored] = proxy.fromPhone(text);
      const routes = readAll(restored?.text, 'Record-Route').reverse();
      const bye = fromAsterisk(
        'BYE',
        'sip:line2@192.168.1.50:5060',
        ...routes.map((route) => `Route: ${route}`),
      );
      const [sent] = proxy.fromAsterisk(bye);

      expect(routes).toHaveLength(2);
      expect(routes[0]).toContain(`@${ASTERISK_SIDE};lr>`);
      expect(sent?.to).toBe('203.0.113.5:40112');
    },
  );

  it('the Record-Route of a dialog that is not its own goes from a phone’s answer', async () => {
    const stranger = { address: '203.0.113.77', port: 5060 };
    const [other] = proxy.fromPhone(fromPhone('INVITE', { callId: 'call-8' }), stranger);
    const [foreign = ''] = readAll(other?.text, 'Record-Route');
    const [invite] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    const text = answer(invite?.text ?? '', '200 OK', 'sip:line2@192.168.1.50:5060', false);
    const lied = text.replace('\r\nContact:', `\r\nRecord-Route: ${foreign}\r\nContact:`);
    const [sent] = proxy.fromPhone(lied);
    const routes = readAll(sent?.text, 'Record-Route').reverse();
    const bye = routes.map((route) => `Route: ${route}`);
    const [reached] = proxy.fromAsterisk(
      fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...bye),
    );

    expect(routes).toHaveLength(2);
    expect(routes).not.toContain(foreign);
    expect(reached?.to).toBe('203.0.113.5:40112');
  });

  it('a 100 and a refusal get none', () => {
    const [invite] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    for (const status of ['100 Trying', '486 Busy Here']) {
      const text = answer(invite?.text ?? '', status, 'sip:line2@192.168.1.50:5060', false);
      const [sent] = proxy.fromPhone(text);
      expect(readAll(sent?.text, 'Record-Route')).toEqual([]);
    }
  });
});

describe('an ACK without a Route, as chan_sip sends it after its CANCEL', () => {
  const ack = (to: string): string =>
    fromAsterisk('ACK', 'sip:line2@192.168.1.50:5060').replace(/^To: .*$/m, `To: <${to}>;tag=z1`);

  it('finds the phone by its To, which the INVITE went to', () => {
    const [sent] = proxy.fromAsterisk(ack(contact));

    expect(sent?.to).toBe('203.0.113.5:40112');
    expect(readUri(sent?.text)).toBe('sip:line2@192.168.1.50:5060');
  });

  it('goes nowhere where its To is not ours, and is not answered', () => {
    expect(proxy.fromAsterisk(ack('sip:4001@pbx.example.com'))).toEqual([]);
  });

  it('no other request does', () => {
    const [sent] = proxy.fromAsterisk(ack(contact).replaceAll('ACK', 'BYE'));

    expect(sent?.text).toMatch(/^SIP\/2\.0 404 /);
  });
});

describe('a token', () => {
  it('that was changed leads nowhere', async () => {
    const { asteriskRoutes } = await callOut();
    const forged = asteriskRoutes.map((route) => route.replace('203.0.113.5', '203.0.113.6'));

    const text = fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...forged);
    const [sent] = proxy.fromAsterisk(text);

    expect(sent?.text).toMatch(/^SIP\/2\.0 404 /);
    expect(sent?.to).toBe('198.51.100.20:5060');
  });

  it('keeps its Asterisk, also one that does not answer now', async () => {
    const second = { address: '198.51.100.21', port: 5060 };
    proxy.parts.peers.replace([asterisk, second], []);
    const { ok, invite, phoneRoutes } = await callOut();
    const chosen = proxy.parts.peers.all.find(({ name }) =>
      readAll(invite, 'Record-Route')[0]?.includes(name.replace(':', '!')),
    );
    if (chosen !== undefined) chosen.isAlive = false;

    const uri = readContact(ok);
    const [sent] = proxy.fromPhone(fromPhone('BYE', { uri, cSeq: 2, lines: phoneRoutes }));

    expect(sent?.to).toBe(chosen?.name);
  });
});

it('a Record-Route that a phone copied from another dialog leads nobody there', () => {
  const elsewhere = { address: '203.0.113.77', port: 7777 };
  const [other] = proxy.fromPhone(fromPhone('INVITE', { callId: 'call-7' }), elsewhere);
  const [copied] = readAll(other?.text, 'Record-Route');
  const lines = [`Record-Route: ${copied}`];
  const [invite] = proxy.fromPhone(fromPhone('INVITE', { lines }));

  const routes = readAll(invite?.text, 'Record-Route').map((value) => `Route: ${value}`);
  const [bye] = proxy.fromAsterisk(fromAsterisk('BYE', 'sip:line2@192.168.1.50:5060', ...routes));

  expect(routes).toContain(`Route: ${copied}`);
  expect(bye?.to).toBe('203.0.113.5:40112');
});

describe('RFC 3261 §22.1: credentials', () => {
  const credentials = (nonce: string) =>
    `Authorization: Digest username="4001", realm="asterisk", nonce="${nonce}", uri="sip:9002@pbx.example.com", response="${'ab'.repeat(16)}"`;

  function challenge(nonce: string, source = phone): void {
    const [sent] = proxy.fromPhone(fromPhone('INVITE', { branch: `ch${nonce}` }), source);
    const text = answer(sent?.text ?? '', '401 Unauthorized', 'sip:x@198.51.100.20');
    proxy.fromAsterisk(
      text.replace(
        'Contact: <sip:x@198.51.100.20>',
        `WWW-Authenticate: Digest realm="asterisk", nonce="${nonce}"`,
      ),
    );
  }

  it('of an INVITE pass once for its Call-ID and Request-URI, and are held back for another', () => {
    challenge('n1');
    const lines = [credentials('n1')];

    const [good] = proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines }));
    const [otherUri] = proxy.fromPhone(
      fromPhone('INVITE', { cSeq: 3, lines, uri: 'sip:00900@pbx.example.com' }),
    );
    const [otherCall] = proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines, callId: 'call-9' }));
    const [elsewhere] = proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines }), moved);

    expect(good?.text).toContain('\r\nAuthorization: ');
    for (const sent of [otherUri, otherCall, elsewhere])
      expect(sent?.text).not.toContain('\r\nAuthorization: ');
  });

  it('that come again are told by their method, and made-up methods by one word', () => {
    challenge('n0');
    const lines = [credentials('n0')];
    proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines }));

    for (const method of ['INVITE', 'MADEUP1', 'MADEUP2'])
      proxy.fromPhone(fromPhone(method, { cSeq: 3, lines, callId: 'call-9' }));

    expect(proxy.notices.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['credentials-replayed', 'INVITE, first from 203.0.113.5'],
      ['credentials-replayed', 'another method, first from 203.0.113.5'],
    ]);
  });

  it.each(['"Digest"', 'Basic YTpi, Digest', 'PGP', 'Bearer'])(
    'of the scheme %s are held back: Asterisk would read a digest there that nobody judged',
    (scheme) => {
      challenge('n6');
      const lines = [credentials('n6').replace('Digest', scheme)];

      const [sent] = proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines }));

      expect(sent?.text).not.toContain('\r\nAuthorization: ');
    },
  );

  it('over a nonce that another account was challenged with are held back', () => {
    challenge('n2');
    const lines = [credentials('n2')];

    const text = fromPhone('INVITE', { cSeq: 2, lines }).replace('<sip:4001@', '<sip:4002@');
    const [sent] = proxy.fromPhone(text);

    expect(sent?.text).not.toContain('\r\nAuthorization: ');
  });

  it('of the ACK, which are those of its INVITE, are no replay', () => {
    challenge('n3');
    const lines = [credentials('n3')];
    proxy.fromPhone(fromPhone('INVITE', { cSeq: 2, lines }));

    const [ack] = proxy.fromPhone(fromPhone('ACK', { cSeq: 2, lines, uri: 'sip:other@192.0.2.2' }));

    expect(ack?.text).toContain('\r\nAuthorization: ');
  });

  it('of a 2xx to an INVITE prove the flow that it came by', async () => {
    challenge('n4', moved);
    const lines = [credentials('n4'), 'User-Agent: Grandstream GXP2170 1.0.11.35'];
    const registered = proxy.parts.bindings.ofAor('4001@pbx.example.com')[0];
    const text = fromPhone('INVITE', { cSeq: 2, lines })
      .replace('sip:line2@192.168.1.50:5060', registered?.contactUri ?? '')
      .replace('User-Agent: Grandstream GXP2170 1.0.11.35', `User-Agent: ${registered?.userAgent}`);
    const [invite] = proxy.fromPhone(text, moved);
    proxy.fromAsterisk(answer(invite?.text ?? '', '200 OK', 'sip:9002@198.51.100.20:5060'));
    await proxy.settle();

    const [call] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    expect(call?.to).toBe('203.0.113.5:61000');
  });

  it('of a 2xx to an INVITE from another address prove nothing: it may be another office', async () => {
    const elsewhere = { address: '203.0.113.99', port: 5060 };
    challenge('n6', elsewhere);
    const registered = proxy.parts.bindings.ofAor('4001@pbx.example.com')[0];
    const lines = [credentials('n6'), `User-Agent: ${registered?.userAgent}`];
    const text = fromPhone('INVITE', { cSeq: 2, lines }).replace(
      'sip:line2@192.168.1.50:5060',
      registered?.contactUri ?? '',
    );
    const [invite] = proxy.fromPhone(text, elsewhere);
    proxy.fromAsterisk(answer(invite?.text ?? '', '200 OK', 'sip:9002@198.51.100.20:5060'));
    await proxy.settle();

    const [call] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    expect(call?.to).toBe('203.0.113.5:40112');
  });

  it('of another account, or none, prove nothing', async () => {
    challenge('n5', moved);
    const lines = [credentials('n5').replace('"4001"', '"4002"')];
    for (const extra of [lines, []]) {
      const text = fromPhone('INVITE', { cSeq: 2, lines: extra, branch: `p${extra.length}` });
      const [invite] = proxy.fromPhone(text, moved);
      proxy.fromAsterisk(answer(invite?.text ?? '', '200 OK', 'sip:9002@198.51.100.20:5060'));
      await proxy.settle();
    }

    const [call] = proxy.fromAsterisk(fromAsterisk('INVITE', contact));

    expect(call?.to).toBe('203.0.113.5:40112');
  });
});

describe('with registration: path', () => {
  beforeEach(async () => {
    proxy = await new RecordedProxy(undefined, { registration: 'path' }).open();
  });

  function registerByPath(source = phone) {
    const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'), source);
    const own = readContact(sent?.text);
    const granted = `Contact: <${own}>;expires=3599`;
    const [path = ''] = readAll(sent?.text, 'Path');
    const answered = answerAsAsterisk(sent?.text ?? '', '200 OK', granted, `Path: ${path}`);
    return { register: sent?.text, ok: proxy.fromAsterisk(answered), path };
  }

  it('RFC 3327 §5.2: the Contact stays, and a Path names the device and leads to farend', async () => {
    const { register: sent, path } = registerByPath();
    const [ok] = await proxy.settle();

    expect(readContact(sent)).toBe('sip:4001@192.168.1.50:5060');
    expect(path).toMatch(new RegExp(`^<sip:[0-9a-f]{16}~\\S+@${ASTERISK_SIDE};lr>$`));
    expect(readAll(sent, 'Supported')).toContain('path');
    expect(readAll(ok?.text, 'Path')).toEqual([]);
    expect(ok?.text).toMatch(/\r\nContact: <sip:4001@192\.168\.1\.50:5060>;expires=3599\r\n/);
  });

  it('also one with a parameter that is named like ours', async () => {
    const uri = 'sip:4001@192.168.1.50:5060;fe=0123456789abcdef';
    const text = readGolden('register-without-rport.in').toString('latin1');
    const [sent] = proxy.fromPhone(text.replace(/Contact: <[^>]*>/, `Contact: <${uri}>`));
    const granted = `Contact: <${uri}>;expires=3599`;
    proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '200 OK', granted));

    const [ok] = await proxy.settle();

    expect(readContact(ok?.text)).toBe(uri);
    expect(proxy.parts.bindings.size).toBe(1);
  });

  it('a call goes by the newest flow, whatever Path Asterisk remembers', async () => {
    const { path } = registerByPath();
    await proxy.settle();
    proxy.pass(1000);
    registerByPath(moved);
    await proxy.settle();

    const text = fromAsterisk('INVITE', 'sip:4001@192.168.1.50:5060', `Route: ${path}`);
    const [sent] = proxy.fromAsterisk(text);

    expect(sent?.to).toBe('203.0.113.5:61000');
    expect(readUri(sent?.text)).toBe('sip:4001@192.168.1.50:5060');
    expect(readAll(sent?.text, 'Route')).toEqual([]);
  });

  it('a Request-URI that rewrite_contact made ours becomes the phone’s Contact again', async () => {
    const { path } = registerByPath();
    await proxy.settle();

    const text = fromAsterisk('INVITE', `sip:4001@${ASTERISK_SIDE}`, `Route: ${path}`);
    const [sent] = proxy.fromAsterisk(text);

    expect(readUri(sent?.text)).toBe('sip:4001@192.168.1.50:5060');
  });

  it('a binding that is gone leaves the flow in the Path', async () => {
    const { path } = registerByPath();
    const fresh = await new RecordedProxy(undefined, { registration: 'path' }).open();

    const text = fromAsterisk('INVITE', 'sip:4001@192.168.1.50:5060', `Route: ${path}`);
    const [sent] = fresh.fromAsterisk(text);

    expect(sent?.to).toBe('203.0.113.5:40112');
  });
});
