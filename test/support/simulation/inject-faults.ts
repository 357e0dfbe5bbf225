// Injects each fault that there is at a known place, and says which findings must follow.

import { type FindingName, findingId } from '../../../src/diagnosis/finding.ts';
import { phoneFaults } from './phone-faults.ts';
import { placeFaults } from './place-faults.ts';
import { at, type Simulation } from './simulation.ts';

export interface InjectedFaults {
  /** Ids of findings that must be found. */
  readonly expected: ReadonlySet<string>;
  /** Ids of those that may come before: a phone that is switched off is silent first. */
  readonly tolerated: ReadonlySet<string>;
}

/** From then on, one after the other. */
const FIRST_HOUR = 12;
const EACH_HOURS = 0.25;

/** Faults of phones hit the phones of the first two offices, in order. Call it before the simulation runs. */
export function injectFaults(simulation: Simulation): InjectedFaults {
  const { schedule, phones, offices } = simulation;
  const expected = new Set<string>();
  const tolerated = new Set<string>();
  const expect = (name: FindingName, subject: string) => expected.add(findingId({ name, subject }));
  let hour = FIRST_HOUR;
  const candidates = phones.filter(
    ({ office }) => offices.indexOf(office) < 2 && office.name !== '',
  );
  for (const [place, name] of (Object.keys(phoneFaults) as FindingName[]).entries()) {
    const phone = candidates.filter((each) => !each.isFaulty)[place % 2 === 0 ? 0 : 1];
    if (phone === undefined) throw new Error('too few phones for so many faults');
    phone.isFaulty = true;
    const subject = `device ${phone.recordId}`;
    expect(name, subject);
    tolerated.add(findingId({ name: 'unreachable', subject }));
    tolerated.add(findingId({ name: 'registration-lapsed', subject }));
    schedule.at(at(hour), () => phoneFaults[name]?.(phone));
    hour += EACH_HOURS;
  }
  // A phone at the dead site whose registration runs out is told before it is certain that all are gone.
  for (const { office, recordId } of phones)
    if (office === offices[2])
      tolerated.add(findingId({ name: 'registration-lapsed', subject: `device ${recordId}` }));
  for (const inject of Object.entries(placeFaults)) {
    const [name, fault] = inject as [FindingName, (simulation: Simulation) => string];
    schedule.at(at(hour), () => expect(name, fault(simulation)));
    hour += EACH_HOURS;
  }
  return { expected, tolerated };
}
