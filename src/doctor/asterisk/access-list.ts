// Access lists as Asterisk reads them (main/acl.c): of all lines that match an address the last one
// counts, without any it may come; of several named lists each has to let it in.

import { isIP } from 'node:net';
import type { Section, Variable } from '../../asterisk/conf/configuration.ts';
import { createNetworkSet } from '../../nat/networks.ts';
import type { ConfFacts } from './asterisk-facts.ts';
import { findSections } from './conf-places.ts';

interface Rule {
  readonly isPermit: boolean;
  readonly network: string;
  readonly variable: Variable;
}

/**
 * The line that keeps an address out; undefined where it may come.
 *
 * @param prefix of the names of the lines: `contact_`, `contact`, ''
 */
export function findRefusal(
  files: ConfFacts | undefined,
  variables: readonly Variable[],
  address: string,
  prefix = '',
): Variable | undefined {
  const named = variables
    .filter(({ name }) => name.toLowerCase() === `${prefix}acl`)
    .flatMap((variable) =>
      variable.value.split(',').flatMap((list) => findSections(files, 'acl.conf', list.trim())),
    );
  return [judge(variables, address, prefix), ...named.map(judgeNamed(address))].find(
    (refusal) => refusal !== undefined,
  );
}

function judgeNamed(address: string): (section: Section) => Variable | undefined {
  return ({ variables }) => judge(variables, address, '');
}

function judge(
  variables: readonly Variable[],
  address: string,
  prefix: string,
): Variable | undefined {
  const last = variables
    .flatMap((variable) => readRules(variable, prefix))
    .findLast(({ network }) => createNetworkSet([network]).has(address));
  return last === undefined || last.isPermit ? undefined : last.variable;
}

function readRules(variable: Variable, prefix: string): Rule[] {
  const name = variable.name.toLowerCase();
  const isPermit = name === `${prefix}permit`;
  if (!isPermit && name !== `${prefix}deny`) return [];
  return variable.value.split(',').flatMap((part) => {
    const text = part.trim();
    const isNegated = text.startsWith('!');
    const network = toCidr(isNegated ? text.slice(1) : text);
    return network === undefined ? [] : [{ isPermit: isPermit !== isNegated, network, variable }];
  });
}

/** `10.0.0.0/255.0.0.0` as Asterisk also writes it, `10.0.0.0/8`, `10.0.0.1`; undefined for a name. */
export function toCidr(text: string): string | undefined {
  const [address = '', mask] = text.split('/', 2);
  if (isIP(address) === 0) return undefined;
  if (mask === undefined || isIP(mask) !== 4) return text;
  const bits = mask.split('.').map((byte) => Number(byte).toString(2).replaceAll('0', '').length);
  return `${address}/${bits.reduce((sum, count) => sum + count, 0)}`;
}
