// Media of calls through farend: phones behind real NAT have RTP of each other, also where Asterisk is
// behind 1:1 NAT and knows only its private address.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { type CallScene, createCallScene } from '../../support/call-scene.ts';
import { PBX_ADDRESS, PRIVATE_PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import type { Site } from '../../support/network/site.ts';
import type { Call } from '../../support/phone/call/call.ts';
import type { MediaCounts } from '../../support/phone/call/call-options.ts';
import { talk } from '../../support/phone/call/talk.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

const INSIDE_ADDRESS = '10.0.0.60';
const behindNat = { behindOneToOneNat: true, proxy: { mediaAddress: PBX_ADDRESS } };

/** The addresses of `o=` and `c=` in all SDP that a phone has received. */
function listShown({ received }: Phone): string[] {
  const lines = received.flatMap(({ text }) => text.match(/^(?:o|c)=.*$/gm) ?? []);
  return [...new Set(lines.map((line) => line.trim().split(' ').at(-1) ?? ''))];
}

/** Where the packets of a call came from, without the ports. */
function listSenders({ sources }: MediaCounts): string[] {
  return [...new Set(sources.map(({ address }) => address.replace(/:\d+$/, '')))];
}

async function waitUntilSent(call: Call, packets: number): Promise<MediaCounts> {
  await call.sendMedia(packets);
  const ask = async (): Promise<MediaCounts | undefined> => {
    const counts = await call.readMedia();
    return counts.sent >= packets ? counts : undefined;
  };
  return pollUntil(ask, { timeoutMs: 20_000, what: `sending ${packets} packets` });
}

/** Both are in the call, `callee` answered it. */
async function connect(caller: Phone, callee: Phone, number: string): Promise<[Call, Call]> {
  const outgoing = await caller.call(number);
  const incoming = await callee.waitForCall();
  await incoming.answer();
  return [outgoing, incoming];
}

afterAll(stopEverything);

describe.each(flavours)('media through the NAT of two offices, with $title', (flavour) => {
  let scene: CallScene;
  let york: Site;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
    york = await scene.createYork();
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  test('goes both ways, by way of Asterisk', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} }, york);

    const counts = await talk(...(await connect(caller, callee, '4002')));

    expect(counts.map(listSenders)).toEqual([[PBX_ADDRESS], [PBX_ADDRESS]]);
    expect(listShown(caller)).toEqual([PBX_ADDRESS]);
    expect(listShown(callee)).toEqual([PBX_ADDRESS]);
  });

  test('goes on when one phone moves it to another port', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} }, york);

    const calls = await connect(caller, callee, '4002');
    await talk(...calls);
    const moved = await calls[0].reinvite({ moveMedia: true });
    await talk(...calls);

    expect(moved.statusCode).toBe(200);
  });
});

describe.each(flavours)('media with Asterisk behind 1:1 NAT, with $title', (flavour) => {
  let scene: CallScene;
  let york: Site;

  beforeAll(async () => {
    scene = await createCallScene({ flavour, ...behindNat });
    york = await scene.createYork();
  });
  afterEach(() => scene.clear());
  afterAll(stopEverything);

  const registerInside = async (username: string): Promise<Phone> =>
    scene.registerPhone(username, {
      namespace: await scene.office.pbx.addPrivateHost(INSIDE_ADDRESS),
      address: INSIDE_ADDRESS,
      proxy: `${PRIVATE_PBX_ADDRESS}:5060`,
      calls: {},
    });

  test('comes back to a phone that calls', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002');
    const [counts] = await talk(call);

    expect(counts?.remote).toMatch(new RegExp(`^${PBX_ADDRESS}:`));
    expect(counts?.sources).toMatchObject([{ address: counts?.remote }]);
    expect(listShown(phone)).toEqual([PBX_ADDRESS]);
  });

  test('goes both ways between two phones outside', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} }, york);

    const counts = await talk(...(await connect(caller, callee, '4002')));

    expect(counts.map(listSenders)).toEqual([[PBX_ADDRESS], [PBX_ADDRESS]]);
    expect([listShown(caller), listShown(callee)]).toEqual([[PBX_ADDRESS], [PBX_ADDRESS]]);
  });

  test('goes both ways between a phone outside and one beside Asterisk, each at its address', async () => {
    const caller = await scene.registerPhone('4001');
    const callee = await registerInside('4002');

    const counts = await talk(...(await connect(caller, callee, '4002')));

    expect(counts.map(listSenders)).toEqual([[PBX_ADDRESS], [PRIVATE_PBX_ADDRESS]]);
    expect(listShown(caller)).toEqual([PBX_ADDRESS]);
    expect(listShown(callee)).toEqual([PRIVATE_PBX_ADDRESS]);
  });

  test('is heard before the call is answered', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9001');
    const progress = await call.waitForResponse(183);
    await call.sendMedia(50);
    const counts = await call.waitForPackets(10);

    expect(progress).toContain(`\r\nc=IN IP4 ${PBX_ADDRESS}\r\n`);
    expect(listSenders(counts)).toEqual([PBX_ADDRESS]);
  });

  test('is put on hold in both ways of saying it, and comes back', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002');
    await talk(call);
    const held = await call.hold();
    const heldByAddress = await call.reinvite({ sdp: { connection: '0.0.0.0' } });
    const resumed = await call.resume();
    await talk(call);

    expect([held, heldByAddress, resumed].map(({ statusCode }) => statusCode)).toEqual([
      200, 200, 200,
    ]);
    expect(held.response).toContain('\r\na=recvonly\r\n');
    expect(listShown(phone)).toEqual([PBX_ADDRESS]);
  });

  test('is offered by Asterisk where the phone offers nothing', async () => {
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002', { lateOffer: true });
    await talk(call);

    expect(listShown(phone)).toEqual([PBX_ADDRESS]);
  });
});

describe.each(pjsipFlavours)('media around Asterisk behind 1:1 NAT, with $title', (flavour) => {
  afterAll(stopEverything);

  test('is offered at the address of the other phone, which is left as it is', async () => {
    const scene = await createCallScene({ flavour, ...behindNat, endpoint: { directMedia: true } });
    const caller = await scene.registerPhone('4001');
    const callee = await scene.registerPhone('4002', { calls: {} });

    const [outgoing, incoming] = await connect(caller, callee, '4002');
    const offers = [
      await outgoing.waitForRequest('INVITE'),
      await incoming.waitForRequest('INVITE'),
    ];

    expect(offers[0]).toContain('\r\nc=IN IP4 192.168.1.52\r\n');
    expect(offers[1]).toContain('\r\nc=IN IP4 192.168.1.51\r\n');
  });
});

describe.each(pjsipFlavours)('ICE with Asterisk behind 1:1 NAT, with $title', (flavour) => {
  afterAll(stopEverything);

  test('has a candidate at the media address beside Asterisk’s own', async () => {
    const endpoint = { lines: ['ice_support = yes'] };
    const scene = await createCallScene({ flavour, ...behindNat, endpoint });
    const phone = await scene.registerPhone('4001');
    const candidates = ['1 1 UDP 2130706431 192.168.1.51 4000 typ host'];
    const extraLines = ['a=ice-ufrag:f00d', 'a=ice-pwd:0123456789abcdef01234567'];

    const call = await phone.call('9002', { sdp: { candidates, extraLines } });
    const answer = await call.waitForResponse(200);

    const [, , port] = /^c=IN IP4 (\S+)[\s\S]*^m=audio (\d+) /m.exec(answer) ?? [];
    const own = new RegExp(
      `^a=candidate:\\S+ 1 UDP \\d+ ${PRIVATE_PBX_ADDRESS} ${port} typ host\r$`,
      'm',
    );
    const added = `1 UDP 1694498815 ${PBX_ADDRESS} ${port} typ srflx raddr ${PRIVATE_PBX_ADDRESS} rport ${port}`;
    expect(answer).toMatch(own);
    expect(answer).toContain(` ${added}\r\n`);
  });
});

describe.each(flavours)('without mediaAddress, Asterisk behind 1:1 NAT, $title', (flavour) => {
  afterAll(stopEverything);

  test('shows its private address, and no media comes', async () => {
    const scene = await createCallScene({ flavour, behindOneToOneNat: true });
    const phone = await scene.registerPhone('4001');

    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const counts = await waitUntilSent(call, 50);
    await call.hangUp();

    expect(listShown(phone)).toEqual([PRIVATE_PBX_ADDRESS]);
    expect(counts.remote).toMatch(new RegExp(`^${PRIVATE_PBX_ADDRESS}:`));
    expect((await call.readMedia()).received).toBe(0);
  });
});
