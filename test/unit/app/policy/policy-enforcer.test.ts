import { pino } from 'pino';
import { beforeEach, expect, it, vi } from 'vitest';
import { PolicyEnforcer } from '../../../../src/app/policy/policy-enforcer.ts';
import type { ApplyReport } from '../../../../src/app/policy/policy-report.ts';
import type { ApplyResult } from '../../../../src/enforcement/apply/apply-step.ts';
import { makeEndpoint } from '../../correlation/scene.ts';

const timing = { settleMs: 0, gapMs: 0 };
const drifted = makeEndpoint({ name: '4001', rewriteContact: false });

let lines: { level: number; event: string; msg: string }[];
let asked: string[];
let apply: (asterisk: string, stop: AbortSignal) => Promise<ApplyReport>;
let enforcer: PolicyEnforcer;

beforeEach(() => {
  lines = [];
  asked = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  enforcer = new PolicyEnforcer({
    patterns: [{ match: '4*', nat: 'yes' }],
    log: pino({ base: null, timestamp: false }, destination),
    isBehindNat: () => undefined,
    apply: (asterisk, stop) => apply(asterisk, stop),
    askAgain: (asterisk) => void asked.push(asterisk),
    timing,
  });
});

function report(outcome: ApplyResult['outcome'] | undefined, reasons: string[] = []): ApplyReport {
  const result = outcome && {
    outcome,
    reasons,
    lostRegistrations: [],
    registrationsBefore: 0,
  };
  return { asterisk: 'main', result, failure: '', changed: 3, removed: 1 };
}

function hearSnapshot(): void {
  const endpoints = [drifted];
  enforcer.onAsterisk({
    kind: 'snapshot',
    asterisk: 'main',
    time: Date.now(),
    endpoints,
    contacts: undefined,
  });
}

/** One run to its end. */
async function run(): Promise<void> {
  const before = asked.length;
  hearSnapshot();
  enforcer.tick(Date.now());
  await vi.waitFor(() => expect(asked.length).toBe(before + 1));
}

it('sets right what has drifted, tells it, and asks Asterisk what it has then', async () => {
  apply = () => Promise.resolve(report('applied'));

  await run();

  expect(asked).toEqual(['main']);
  expect(lines).toMatchObject([{ level: 30, event: 'policy-applied', asterisk: 'main' }]);
  expect(lines[0]?.msg).toContain('3 changed, 1 taken out');
});

it.each<[ApplyResult['outcome'], number, string]>([
  ['rolled-back', 50, 'policy-rolled-back'],
  ['stuck', 50, 'policy-stuck'],
])('tells why a change is %s', async (outcome, level, event) => {
  apply = () => Promise.resolve(report(outcome, ['Endpoint 4001 is gone.']));

  await run();

  expect(lines).toMatchObject([
    { level, event, msg: expect.stringContaining('Endpoint 4001 is gone.') },
  ]);
});

it('goes on after something that nobody has thought of', async () => {
  apply = () => Promise.reject(new TypeError('odd'));

  await run();
  enforcer.tick(Date.now());

  expect(lines).toMatchObject([{ level: 50, event: 'unexpected' }]);
});

it('interrupts a run when farend stops, which is no error', async () => {
  apply = (_asterisk, stop) =>
    new Promise((resolve) => {
      stop.addEventListener('abort', () => resolve(report('rolled-back', ['It was interrupted.'])));
    });
  hearSnapshot();
  enforcer.tick(Date.now());

  await enforcer.stop();

  expect(lines).toMatchObject([{ level: 30, event: 'policy-rolled-back' }]);
});

it('changes one thing at a time', async () => {
  let runs = 0;
  apply = () => {
    runs += 1;
    return new Promise((resolve) => setImmediate(() => resolve(report('applied'))));
  };
  hearSnapshot();

  enforcer.tick(Date.now());
  enforcer.tick(Date.now());
  await vi.waitFor(() => expect(asked.length).toBe(1));

  expect(runs).toBe(1);
});
