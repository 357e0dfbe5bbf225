// Where Asterisk's modules are when asterisk.conf does not say.

import { existsSync } from 'node:fs';

const tripletOf: Readonly<Record<string, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
};

/** Debian's, that of 64-bit Red Hat and FreePBX, that of a build by hand; undefined without any. */
export function findModuleDirectory(): string | undefined {
  const triplet = tripletOf[process.arch];
  const places = [
    ...(triplet === undefined ? [] : [`/usr/lib/${triplet}/asterisk/modules`]),
    '/usr/lib64/asterisk/modules',
    '/usr/lib/asterisk/modules',
  ];
  return places.find((place) => existsSync(place));
}
