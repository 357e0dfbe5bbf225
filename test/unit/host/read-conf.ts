// A configuration file from its text.

import type { Configuration } from '../../../src/asterisk/conf/configuration.ts';
import { readConfiguration } from '../../../src/asterisk/conf/read-configuration.ts';

/** @param text of one file, or of several by their names, the first of which includes the others */
export function readConf(text: string | Readonly<Record<string, string>>): Configuration {
  const files = typeof text === 'string' ? { 'one.conf': text } : text;
  const [first = ''] = Object.keys(files);
  const source = {
    readFile: (path: string) => files[path.replace('/etc/asterisk/', '')],
    listFiles: () => [],
  };
  return readConfiguration(first, source, '/etc/asterisk');
}
