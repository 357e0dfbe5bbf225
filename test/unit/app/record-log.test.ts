// What the companion's log says of verdicts, whatever strangers do.

import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { RecordLog } from '../../../src/app/record-log.ts';
import { makeEndpoint, Scene, START_MS } from '../correlation/scene.ts';

let endpoints: unknown[];
let log: RecordLog;

beforeEach(() => {
  endpoints = [];
  const write = (line: string) => void endpoints.push(JSON.parse(line).endpoint);
  log = new RecordLog(pino({ base: null }, { write }));
});

function write({ changes }: Scene): void {
  for (const change of changes.splice(0)) log.write(change, START_MS);
}

it('tells of a phone also while a thousand accounts are made up', () => {
  const scene = new Scene().connect();
  for (let at = 0; at < 1_000; at += 1) {
    const callId = `call-of-stranger-${at}`;
    scene.challenge({ aor: `made-up-${at}@pbx.example.com`, callId, device: undefined });
    scene.say('unknown-account', { account: '', callId });
  }
  write(scene);
  const strangers = endpoints.splice(0);

  write(scene.observe().contact('reachable'));

  expect(strangers.length).toBeGreaterThan(0);
  expect(strangers.length).toBeLessThan(1_000);
  expect(endpoints).toContain('4001');
});

it('tells nothing of an endpoint that nobody registers at', () => {
  write(new Scene().connect([makeEndpoint({ name: '4002' })]));

  expect(endpoints).toEqual([]);
});
