// `hep.conf` of the lab: the file that operators get, with another collector.

import { readFileSync } from 'node:fs';

const file = new URL('../../../asterisk-conf/hep.conf', import.meta.url);

/** @param collector `address:port` */
export function formatHepConfig(collector: string): string {
  return readFileSync(file, 'utf8').replace('127.0.0.1:9060', collector);
}
