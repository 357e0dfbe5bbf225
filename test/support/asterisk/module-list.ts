// The modules that an Asterisk of the lab loads. `autoload` is off: it would start with whatever the
// package brings, much of it with missing libraries.

import { type AsteriskRoot, hasModule } from '../provision/asterisk-root.ts';
import type { ChannelDriver } from './asterisk-options.ts';

const CORE = `res_timing_timerfd res_timing_pthread res_crypto res_srtp res_sorcery_config
  res_pjproject res_rtp_asterisk res_security_log pbx_config codec_ulaw codec_alaw format_pcm
  format_wav bridge_simple bridge_native_rtp bridge_holding bridge_builtin_features app_dial app_echo
  app_playback app_playtones app_minivm app_stack app_verbose app_userevent func_callerid
  func_channel func_logic func_strings func_db func_timeout func_global func_devstate
  res_clioriginate`;

/** chan_sip's RTP does not load without res_pjproject; both are in CORE for that reason. */
const CHAN_SIP = 'chan_sip';

const CHAN_PJSIP = `res_sorcery_memory res_sorcery_astdb res_pjsip res_pjsip_session
  res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_authenticator_digest
  res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_user
  res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_anonymous res_pjsip_nat
  res_pjsip_path res_pjsip_acl res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_rfc3326
  res_pjsip_logger res_pjsip_outbound_registration res_pjsip_pubsub res_pjsip_mwi
  res_pjsip_mwi_body_generator res_pjsip_outbound_publish res_pjsip_exten_state res_pjsip_pidf_body_generator
  res_pjsip_dialog_info_body_generator res_pjsip_notify
  res_pjsip_messaging res_pjsip_header_funcs res_pjsip_empty_info res_pjsip_refer
  res_pjsip_diversion res_pjsip_dlg_options res_pjsip_sips_contact chan_pjsip func_pjsip_endpoint
  func_pjsip_aor func_pjsip_contact`;

/** Asterisk 22's res_ari needs res_websocket_client; 16 has none. */
const ARI = `res_http_websocket res_websocket_client res_stasis res_stasis_answer
  res_stasis_device_state res_stasis_playback res_stasis_recording res_stasis_snoop app_stasis
  res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels
  res_ari_device_states res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings
  res_ari_sounds`;

/** Mirrors the SIP of chan_pjsip. */
const HEP = 'res_hep res_hep_pjsip';

interface Extras {
  readonly withAri: boolean;
  readonly withHep: boolean;
  /** They come before the channel driver: it reads its objects from what is there when it loads. */
  readonly others: readonly string[];
}

/** Those of the wanted modules that this Asterisk has, in the order in which they must load. */
export function listModules(
  root: AsteriskRoot,
  driver: ChannelDriver,
  { withAri, withHep, others }: Extras,
): string[] {
  const channel = driver === 'chan_sip' ? CHAN_SIP : CHAN_PJSIP;
  const names = [CORE, ...others, channel, withAri ? ARI : '', withHep ? HEP : '']
    .join(' ')
    .split(/\s+/)
    .filter((name) => name !== '');
  return names.filter((name) => hasModule(root, name));
}
