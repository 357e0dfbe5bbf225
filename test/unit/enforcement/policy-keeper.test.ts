import { describe, expect, it } from 'vitest';
import type { ApplyResult } from '../../../src/enforcement/apply/apply-step.ts';
import { PolicyKeeper } from '../../../src/enforcement/policy-keeper.ts';

const drifted = { drift: ['4001 force_rport'], endpoints: ['4001', '4002'] };
const fine = { drift: [], endpoints: ['4001', '4002'] };
const MINUTE = 60_000;

function result(outcome: ApplyResult['outcome']): ApplyResult {
  return { outcome, reasons: [], lostRegistrations: [], registrationsBefore: 0 };
}

/** A keeper for which a run at time 0 has found all as wanted. */
function start(): PolicyKeeper {
  const keeper = new PolicyKeeper();
  keeper.note(fine, -20_000);
  run(keeper, 'nothing-to-do', 0);
  return keeper;
}

function run(keeper: PolicyKeeper, outcome: ApplyResult['outcome'] | undefined, time: number) {
  expect(keeper.isDue(time)).toBe(true);
  keeper.begin();
  keeper.end(outcome && result(outcome), time);
}

describe('when the policy is enforced', () => {
  it('waits for the first whole snapshot, and runs once', () => {
    const keeper = new PolicyKeeper();

    expect(keeper.isDue(1e9)).toBe(false);
    keeper.note(fine, 1e9);
    run(keeper, 'nothing-to-do', 1e9 + 15_000);
    keeper.note(fine, 2e9);

    expect(keeper.isDue(2e9 + MINUTE)).toBe(false);
  });

  it('waits until nothing has changed for 15 s', () => {
    const keeper = start();
    keeper.note(drifted, 5 * MINUTE);
    keeper.note({ ...drifted, drift: ['4001 nat', '4002 nat'] }, 5 * MINUTE + 10_000);
    keeper.note({ ...drifted, drift: ['4002 nat', '4001 nat'] }, 5 * MINUTE + 20_000);

    expect(keeper.isDue(5 * MINUTE + 24_999)).toBe(false);
    expect(keeper.isDue(5 * MINUTE + 25_000)).toBe(true);
  });

  it('leaves a minute between two runs', () => {
    const keeper = start();
    keeper.note(drifted, 30_000);

    expect(keeper.isDue(MINUTE - 1)).toBe(false);
    expect(keeper.isDue(MINUTE)).toBe(true);
  });

  it.each([
    ['gone', ['4001']],
    ['new', ['4001', '4002', '4003']],
  ])('runs when an endpoint is %s, without any drift', (_what, endpoints) => {
    const keeper = start();

    keeper.note({ ...fine, endpoints }, 2 * MINUTE);

    run(keeper, 'applied', 3 * MINUTE);
    keeper.note({ ...fine, endpoints }, 4 * MINUTE);
    expect(keeper.isDue(10 * MINUTE)).toBe(false);
  });

  it('does not take what was seen during a run for what came of it', () => {
    const keeper = start();
    keeper.note(drifted, 2 * MINUTE);
    keeper.begin();

    keeper.note(drifted, 3 * MINUTE);
    keeper.end(result('applied'), 3 * MINUTE);

    expect(keeper.isDue(10 * MINUTE)).toBe(false);
  });

  it.each(['rolled-back', 'nothing-to-do'] as const)(
    'tries what ended as %s again after an hour, and something else at once',
    (outcome) => {
      const keeper = start();
      keeper.note(drifted, 2 * MINUTE);
      run(keeper, outcome, 3 * MINUTE);

      keeper.note(drifted, 4 * MINUTE);
      expect(keeper.isDue(62 * MINUTE)).toBe(false);
      expect(keeper.isDue(63 * MINUTE)).toBe(true);
      keeper.note({ ...drifted, drift: ['4002 nat'] }, 5 * MINUTE);
      expect(keeper.isDue(6 * MINUTE)).toBe(true);
    },
  );

  it('tries again after five minutes where a run did not come to an end', () => {
    const keeper = start();
    keeper.note(drifted, 2 * MINUTE);

    run(keeper, undefined, 3 * MINUTE);

    expect(keeper.isDue(8 * MINUTE - 1)).toBe(false);
    expect(keeper.isDue(8 * MINUTE)).toBe(true);
  });

  it('rests for an hour when another program undoes what it does', () => {
    const keeper = start();
    let time = 2 * MINUTE;
    for (let round = 0; round < 6; round += 1) {
      keeper.note(drifted, time);
      run(keeper, 'applied', time + MINUTE);
      keeper.note(fine, time + MINUTE);
      time += 2 * MINUTE;
    }

    keeper.note(drifted, time);

    expect(keeper.isDue(time + MINUTE)).toBe(false);
    expect(keeper.isContested(time + MINUTE)).toBe(true);
    expect(keeper.isDue(3 * MINUTE + 60 * MINUTE)).toBe(true);
  });

  it('does nothing any more once a person has to look', () => {
    const keeper = start();
    keeper.note(drifted, 2 * MINUTE);

    run(keeper, 'stuck', 3 * MINUTE);
    keeper.note({ ...drifted, drift: ['4002 nat'] }, 4 * MINUTE);

    expect(keeper.isDue(1e9)).toBe(false);
  });

  it('goes on when what was stuck has been put back after all', () => {
    const keeper = start();
    keeper.note(drifted, 2 * MINUTE);
    run(keeper, 'stuck', 3 * MINUTE);

    keeper.forgive();
    keeper.note({ ...drifted, drift: ['4002 nat'] }, 4 * MINUTE);

    expect(keeper.isDue(5 * MINUTE)).toBe(true);
  });
});
