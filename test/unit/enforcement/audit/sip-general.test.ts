// What AMI tells of nat in [general] of sip.conf, and of those who have it from there.

import { expect, test } from 'vitest';
import { readSipGeneral } from '../../../../src/enforcement/audit/sip-general.ts';

test('names the peers without a nat of their own or of a template, and those of no file', () => {
  const categories = [
    { name: 'general', variables: [['nat', 'no']] },
    { name: '4001', variables: [['nat', 'force_rport,comedia']] },
    { name: '4002', variables: [['qualify', 'yes']] },
  ] as const;

  const general = readSipGeneral(categories, ['4001', '4002', 'of-a-database']);

  expect(general).toEqual({ value: 'no', inheritedBy: ['4002', 'of-a-database'] });
});

test('takes the last nat of [general], and what chan_sip takes where there is none', () => {
  const twice = {
    name: 'general',
    variables: [['nat', 'no'] as const, ['nat', 'comedia'] as const],
  };

  const values = [[twice], []].map((categories) => readSipGeneral(categories, []).value);

  expect(values).toEqual(['comedia', 'auto_force_rport']);
});
