// What a person reads of farend doctor, and what a program does.

import { expect, it } from 'vitest';
import { describeDoctor } from '../../../src/cli/doctor/doctor-json.ts';
import { formatDoctorPage } from '../../../src/cli/doctor/doctor-page.ts';
import type { GroupDiagnosis } from '../../../src/doctor/run-checks.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

const change = {
  where: '/etc/asterisk/manager.conf:6',
  from: 'read = system',
  to: 'read = system,security',
  then: 'asterisk -rx "manager reload"',
};

const none = { evidence: [], changes: [] };

const groups: readonly GroupDiagnosis[] = [
  {
    title: 'The way to Asterisk',
    diagnoses: [
      { check: 'ami-login', title: '', status: 'pass', what: 'farend is let in', ...none },
      {
        check: 'ami-classes',
        title: '',
        status: 'fail',
        what: 'A class is missing',
        evidence: ['read security is missing'],
        changes: [change],
      },
    ],
  },
  {
    title: 'Phones',
    diagnoses: [
      { check: 'media', title: '', status: 'warn', what: 'It is \u001b[31mone-way', ...none },
      { check: 'registration', title: '', status: 'skip', what: 'AMI is not there', ...none },
    ],
  },
];

it('has what fails first, with the line to change and the command after it, and all else in a line each', () => {
  const page = formatDoctorPage(createRecordingTerminal(), groups);

  expect(page).toBe(`FAIL  ami-classes
  A class is missing.
  - read security is missing
  /etc/asterisk/manager.conf:6
    - read = system
    + read = system,security
  then: asterisk -rx "manager reload"

warn  media
  It is \\x1b[31mone-way.

The way to Asterisk
  pass  ami-login            farend is let in
Phones
  skip  registration         AMI is not there

1 fails, 1 to look at, 1 fine, 1 not looked at`);
});

it('says of a line that should go that it is to be taken out', () => {
  const [way] = groups;
  const gone = { ...change, to: '' };
  const diagnoses = way?.diagnoses.map((one) => ({ ...one, changes: [gone] })) ?? [];

  const page = formatDoctorPage(createRecordingTerminal(), [{ title: 'One', diagnoses }]);

  expect(page).toContain('    - read = system\n    (take it out)\n');
});

it('is one document for programs, with every result in its order', () => {
  const { ok, counts, checks } = describeDoctor(groups);

  expect({ ok, counts }).toEqual({ ok: false, counts: { pass: 1, warn: 1, fail: 1, skip: 1 } });
  expect(checks.map(({ check, group }) => `${group}: ${check}`)).toEqual([
    'The way to Asterisk: ami-login',
    'The way to Asterisk: ami-classes',
    'Phones: media',
    'Phones: registration',
  ]);
  expect(checks[1]).not.toHaveProperty('title');
  expect(checks[1]?.changes).toEqual([change]);
});
