// Asterisk's mirror of its SIP, as asterisk-conf/hep.conf has it with all reasons.

import { formatGeneral, type GeneralSettings } from './general-section.ts';

/** @param captureAddress hep.listen of farend, `127.0.0.1:9060` */
export function listHepSettings(captureAddress: string): GeneralSettings {
  return [
    ['enabled', 'yes'],
    ['capture_address', captureAddress],
    ['capture_password', ''],
    ['capture_id', '1'],
    ['uuid_type', 'call-id'],
  ];
}

/** @param hasSection as for `formatGeneral` */
export function formatHep(captureAddress: string, hasSection: boolean): string {
  const settings = listHepSettings(captureAddress).filter(
    ([name]) => hasSection || name !== 'capture_password',
  );
  return `; Asterisk mirrors its SIP to farend on this machine: written by "farend init", taken away by
; "farend undo". farend keeps no password, digest response or message text of it.

${formatGeneral(settings, hasSection).trimEnd()}
`;
}
