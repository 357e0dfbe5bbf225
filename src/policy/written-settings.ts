// Settings as the lines that set them, for farend's own files and for what people paste.

import type { OwnSection, Store } from './policy-plan.ts';

/**
 * chan_sip reads every `nat` of a peer, one after the other, and `auto_` words of an earlier one stay in
 * force behind a later one unless that is `no` (handle_common_options of chan_sip.c 16).
 */
export function listWrittenSettings(
  store: Store,
  settings: OwnSection['settings'],
): OwnSection['settings'] {
  if (store !== 'sip.conf') return settings;
  return settings.flatMap(([name, value]) =>
    name === 'nat' && value !== 'no'
      ? [['nat', 'no'] as const, [name, value] as const]
      : [[name, value] as const],
  );
}
