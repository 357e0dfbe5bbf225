// What is right by itself and wrong together: addresses that collide or lead in a circle, a policy that
// cannot be carried out. Works on the raw values, so that it also speaks when something else in the file
// is wrong.

import type { z } from 'zod';
import { type Addresses, checkAddresses, type PlacedAddress } from './check-addresses.ts';
import type { DivertedAddress } from './check-diverted.ts';
import { checkPolicy } from './check-policy.ts';
import {
  Complaint,
  type ConfigPath,
  formatPath,
  type PlacedComplaint,
  quote,
} from './complaint.ts';
import type { TransportAddress } from './farend-config.ts';
import { asteriskSideUrl, asteriskUrl, listenUrl } from './proxy-schema.ts';
import { type RawValue, valueAt } from './raw-value.ts';
import { port } from './scalar-schema.ts';

/** Every complaint of every check. */
export function crossCheck(root: RawValue): PlacedComplaint[] {
  const addresses: Addresses = {
    listen: readList(root, ['proxy', 'listen'], listenUrl, 'url'),
    diverted: readDiverted(root),
    asteriskSide: readPlaced(root, ['proxy', 'asteriskSide'], asteriskSideUrl),
    asterisk: readList(root, ['proxy', 'asterisk'], asteriskUrl),
    sip: listAsteriskPaths(root).flatMap(
      (path) => readPlaced(root, [...path, 'sip'], asteriskUrl) ?? [],
    ),
  };
  return [
    ...checkAddresses(addresses),
    ...checkNames(root, listAsteriskPaths(root)),
    ...checkNames(root, listItems(root, ['sites'])),
    ...checkOwnership(root),
    ...checkPolicy(root),
  ];
}

function readPlaced(
  root: RawValue,
  path: ConfigPath,
  schema: z.ZodType<TransportAddress>,
): PlacedAddress | undefined {
  const address = schema.safeParse(valueAt(root, path)).data;
  return address === undefined ? undefined : { path, address };
}

function readList(
  root: RawValue,
  path: ConfigPath,
  schema: z.ZodType<TransportAddress>,
  urlKey?: string,
): PlacedAddress[] {
  return listItems(root, path).flatMap((itemPath) => {
    const isSection = typeof valueAt(root, itemPath) === 'object' && urlKey !== undefined;
    return readPlaced(root, isSection ? [...itemPath, urlKey] : itemPath, schema) ?? [];
  });
}

function readDiverted(root: RawValue): DivertedAddress[] {
  return listItems(root, ['proxy', 'listen']).flatMap((itemPath) => {
    const path = [...itemPath, 'divertedFrom'];
    const divertedFrom = port.safeParse(valueAt(root, path)).data;
    const listen = readPlaced(root, [...itemPath, 'url'], listenUrl);
    if (divertedFrom === undefined || listen === undefined) return [];
    return [{ path, address: listen.address, divertedFrom }];
  });
}

function listItems(root: RawValue, path: ConfigPath): ConfigPath[] {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.map((_, index) => [...path, index]) : [];
}

function listAsteriskPaths(root: RawValue): ConfigPath[] {
  const section = valueAt(root, ['asterisk']);
  if (Array.isArray(section)) return listItems(root, ['asterisk']);
  return section === undefined ? [] : [['asterisk']];
}

function checkNames(root: RawValue, items: readonly ConfigPath[]): PlacedComplaint[] {
  const seen = new Map<string, ConfigPath>();
  return items.flatMap((item) => {
    const path = [...item, 'name'];
    const name = valueAt(root, path);
    if (typeof name !== 'string') return [];
    const earlier = seen.get(name);
    seen.set(name, earlier ?? path);
    if (earlier === undefined) return [];
    return [
      {
        path,
        complaint: new Complaint(
          `${quote(name)} is also ${formatPath(earlier)}`,
          'give each its own name',
        ),
      },
    ];
  });
}

/** With several Asterisks each must say which one it is. */
function checkOwnership(root: RawValue): PlacedComplaint[] {
  const items = listItems(root, ['asterisk']);
  if (items.length < 2) return [];
  const examples = { name: 'main', sip: 'udp://192.0.2.10:5080' };
  return items.flatMap((item) =>
    Object.entries(examples)
      .filter(([key]) => valueAt(root, [...item, key]) === undefined)
      .map(([key, example]) => ({
        path: [...item, key],
        complaint: new Complaint(
          'is missing',
          `several Asterisks need one each, for example ${key}: ${example}`,
        ),
      })),
  );
}
