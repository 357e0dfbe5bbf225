// The page of the doctor and the list of its checks say the same.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkGroups } from '../../../src/doctor/order.ts';

const page = readFileSync(new URL('../../../docs/reference/doctor.md', import.meta.url), 'utf8');
const checks = checkGroups.flatMap((group) => group.checks);

it('has each check once, under its name, in the order in which they are made', () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);

  expect(headings).toEqual(checks.map(({ name }) => name));
});

it('names each check in kebab-case and says its condition without a full stop', () => {
  for (const { name, title } of checks) {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(title).not.toMatch(/\.$/);
  }
});
