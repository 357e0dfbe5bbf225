// manager.conf, http.conf, ari.conf, rtp.conf and hep.conf, with Asterisk's defaults.

import type { Configuration } from '../../asterisk/conf/configuration.ts';
import { isTrue } from '../../asterisk/conf/is-true.ts';
import type { AsteriskServices } from '../asterisk-survey.ts';
import { readPort, readSetting } from './setting-values.ts';
import { parseSocketAddress } from './socket-address.ts';

/** A configuration by the name of its file; undefined where there is none. */
export type FindConfiguration = (file: string) => Configuration | undefined;

export function readServices(find: FindConfiguration): AsteriskServices {
  const hep = readHep(find('hep.conf'));
  return {
    manager: readManager(find('manager.conf')),
    http: readHttp(find('http.conf')),
    ari: { isEnabled: isOn(find('ari.conf'), 'enabled', true) },
    rtp: readRtp(find('rtp.conf')),
    ...(hep !== undefined && { hep }),
  };
}

function readManager(file: Configuration | undefined): AsteriskServices['manager'] {
  return {
    isEnabled: isOn(file, 'enabled', false),
    address: readAddress(file) ?? '0.0.0.0',
    port: readPort(readSetting(file, 'general', 'port'), 5038),
  };
}

/** Without `bindaddr` there is no server, whatever `enabled` says (__ast_http_load of main/http.c). */
function readHttp(file: Configuration | undefined): AsteriskServices['http'] {
  const address = readAddress(file);
  const prefix = (readSetting(file, 'general', 'prefix') ?? '').replace(/^\/+/, '');
  return {
    isEnabled: isOn(file, 'enabled', false) && address !== undefined,
    address: address ?? '0.0.0.0',
    port: readPort(readSetting(file, 'general', 'bindport'), 8088),
    prefix: prefix === '' ? '' : `/${prefix}`,
  };
}

function readRtp(file: Configuration | undefined): AsteriskServices['rtp'] {
  return {
    start: readPort(readSetting(file, 'general', 'rtpstart'), 5000),
    end: readPort(readSetting(file, 'general', 'rtpend'), 31_000),
  };
}

function readHep(file: Configuration | undefined): AsteriskServices['hep'] {
  if (file === undefined) return undefined;
  return {
    isEnabled: isOn(file, 'enabled', true),
    captureAddress: readSetting(file, 'general', 'capture_address') ?? '',
  };
}

/** A file that is not there switches all of it off: its module does not load then. */
function isOn(file: Configuration | undefined, name: string, fallback: boolean): boolean {
  if (file === undefined) return false;
  const value = readSetting(file, 'general', name);
  return value === undefined ? fallback : isTrue(value);
}

function readAddress(file: Configuration | undefined): string | undefined {
  return parseSocketAddress(readSetting(file, 'general', 'bindaddr') ?? '')?.host;
}
