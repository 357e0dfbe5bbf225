// Whom Asterisk is asked to qualify again when the proxy is back.

import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { Requalifier } from '../../../src/app/requalifier.ts';
import type { AmiAction } from '../../../src/asterisk/ami/ami-text.ts';
import { makeContact, makeEndpoint, Scene } from '../correlation/scene.ts';

let scene: Scene;
let sent: AmiAction[];
let lines: Record<string, unknown>[];
let failure: Error | undefined;
let requalifier: Requalifier;

beforeEach(() => {
  scene = new Scene();
  sent = [];
  lines = [];
  failure = undefined;
  requalifier = new Requalifier({
    devices: () => scene.correlator.devices(),
    driverOf: (record) => scene.correlator.settingsOf(record)?.driver,
    send: async (_, action) => {
      sent.push(action);
      if (failure !== undefined) throw failure;
    },
    log: pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) }),
  });
});

/** Asterisk has listed what it has, as `scene` says. */
function list(asterisk = 'main'): void {
  requalifier.onAsterisk({
    kind: 'snapshot',
    asterisk,
    time: scene.now,
    endpoints: undefined,
    contacts: [],
  });
}

function hear(): void {
  requalifier.onChanges(scene.changes.splice(0), scene.now);
}

function returnProxy(): void {
  requalifier.onProxyUp(['main'], scene.now);
}

function tick(): void {
  requalifier.tick(scene.now);
}

it('asks for the phones that Asterisk does not reach, once', () => {
  scene.connect().observe().contact('unreachable');
  list();

  returnProxy();
  for (let at = 0; at < 3; at += 1) tick();

  expect(sent).toEqual([{ Action: 'PJSIPQualify', Endpoint: '4001' }]);
  expect(lines).toEqual([
    expect.objectContaining({ event: 'qualify-again', asterisk: 'main', phones: 1 }),
  ]);
});

it('asks chan_sip by the name of the peer', () => {
  scene.connect([makeEndpoint({ driver: 'chan_sip' })]);
  scene.observe().contact('unreachable');
  list();

  returnProxy();
  tick();

  expect(sent).toEqual([{ Action: 'SIPqualifypeer', Peer: '4001' }]);
});

it('leaves alone whom Asterisk reaches or does not ask, and who does not come through farend', () => {
  const names = ['4001', '4002', '4003'];
  const uri = 'sip:4003@203.0.113.1:5060';
  scene.connect(names.map((name) => makeEndpoint({ name })));
  scene.observe().contact('reachable');
  scene.snapshot(
    names.map((name) => makeEndpoint({ name })),
    [
      makeContact({
        aor: '4002',
        endpoint: '4002',
        uri: 'sip:4002@203.0.113.1:5060',
        status: 'unqualified',
      }),
      makeContact({ aor: '4003', endpoint: '4003', uri, status: 'unreachable' }),
      makeContact(),
    ],
  );
  list();

  returnProxy();
  tick();

  expect(sent).toEqual([]);
  expect(lines).toEqual([]);
});

it('waits until Asterisk has listed its contacts, after each login', () => {
  scene.connect().observe().contact('unreachable');
  list();
  requalifier.onAsterisk({
    kind: 'connection',
    asterisk: 'main',
    time: scene.now,
    isUp: false,
    reason: '',
  });
  returnProxy();
  tick();
  const before = sent.length;

  list();
  tick();

  expect(before).toBe(0);
  expect(sent).toHaveLength(1);
});

it('asks for a phone whose OPTIONS is given up just after the return, and not for one of later', () => {
  scene.connect().observe().contact('reachable');
  list();
  returnProxy();
  hear();

  scene.now += 3_000;
  scene.contact('unreachable');
  hear();
  tick();
  scene.contact('reachable');
  hear();
  scene.now += 60_000;
  scene.contact('unreachable');
  hear();
  tick();

  expect(sent).toHaveLength(1);
});

it('asks once more when the phone registers, whose router had forgotten it', () => {
  scene.connect().observe().contact('unreachable');
  hear();
  list();
  returnProxy();
  tick();
  const atReturn = sent.length;

  for (let at = 0; at < 3; at += 1) {
    scene.now += 60_000;
    scene.observe();
    hear();
    tick();
  }

  expect(atReturn).toBe(1);
  expect(sent).toHaveLength(2);
});

it('asks ten times in a tick, and no more for a phone that is reached meanwhile', () => {
  const names = Array.from({ length: 25 }, (_, at) => `41${at + 10}`);
  const endpoints = names.map((name) => makeEndpoint({ name }));
  const makeContacts = (status: 'reachable' | 'unreachable') =>
    names.map((name) =>
      makeContact({
        aor: name,
        endpoint: name,
        uri: `sip:${name}@198.51.100.10:5062;fe=00000000000${name}0`,
        status,
      }),
    );
  scene.connect(endpoints, makeContacts('unreachable'));
  list();

  returnProxy();
  tick();
  const first = sent.length;
  scene.changes.splice(0);
  scene.snapshot(endpoints, makeContacts('reachable'));
  hear();
  tick();

  expect(first).toBe(10);
  expect(sent).toHaveLength(10);
  expect(lines).toEqual([expect.objectContaining({ phones: 10 })]);
});

it('says once why Asterisk did not', async () => {
  failure = new Error('PJSIPQualify: Permission denied');
  scene.connect().observe().contact('unreachable');
  list();

  returnProxy();
  tick();
  returnProxy();
  tick();

  const findProblems = () => lines.filter(({ event }) => event === 'ami-problem');
  await expect
    .poll(findProblems)
    .toEqual([expect.objectContaining({ msg: expect.stringContaining('Permission denied') })]);
});
