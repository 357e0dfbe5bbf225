// What YAML reads otherwise than it looks: the sentences for aliases, anchors, tags, nulls, commas.

import type { Alias, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { Complaint, quote } from './complaint.ts';

export const tooDeep = new Complaint('is nested too deeply', 'close every { and [');
export const notAKey = new Complaint('is not a key', 'write KEY: VALUE');
export const keyWithoutValue = new Complaint('has a key without a value', 'write KEY: VALUE');
export const commaInFlow = new Complaint(
  'a comma inside { } begins another key',
  "put a value that holds a comma in quotes, such as 'force_rport,comedia'",
);
export const bareColons = new Complaint(
  'YAML reads [::] as a list',
  "put the address in quotes, such as '[::]:5060' or 'udp://[::]:5060'",
);

export function complainOfAlias(node: Alias): Complaint {
  const cure = "put the value in quotes, such as '*'";
  const what = node.source === '' ? 'an unquoted *' : 'a value that begins with *';
  return new Complaint(`${what} is an alias to YAML`, cure);
}

export function complainOfProperties(node: Scalar | YAMLMap | YAMLSeq): Complaint | undefined {
  if (node.anchor !== undefined) {
    return new Complaint(
      'a value that begins with & is an anchor to YAML',
      'put the value in quotes',
    );
  }
  if (node.tag === undefined || node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
  return new Complaint('a value that begins with ! is a tag to YAML', 'put the value in quotes');
}

export function complainOfNull(node: Scalar, text: string): Complaint {
  if (text !== '')
    return new Complaint(`${quote(text)} means nothing`, 'take the key out, or quote the word');
  if (node.comment !== undefined && node.comment !== null && !node.comment.startsWith(' ')) {
    return new Complaint(
      'has no value since # begins a comment',
      "put the value in quotes, such as '#phones'",
    );
  }
  return new Complaint('has no value', 'write one or take the key out');
}

export function complainOfDuplicate(line: number): Complaint {
  return new Complaint(`is there already on line ${line}`, 'keep one of the two');
}
