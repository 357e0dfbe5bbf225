// Phones as they are sold: how they call themselves, whether they offer rport as delivered, how long
// they register for, and how they begin a refresh.

export interface PhoneMake {
  readonly userAgent: string;
  readonly offersRport: boolean;
  /** Seconds. */
  readonly expires: number;
  /** It begins a refresh with the nonce that it had last; others without credentials. */
  readonly reusesNonce: boolean;
  /** It notices that its line was away, and registers again when it is back. */
  readonly noticesLine: boolean;
}

export const phoneMakes: readonly PhoneMake[] = [
  make('Yealink SIP-T46S 66.85.0.5', true, 3600, true, true),
  make('Yealink SIP-T21P_E2 52.84.0.15', true, 900, true, true),
  make('Grandstream GXP2170 1.0.11.39', false, 3600, true, true),
  make('Grandstream HT802 1.0.29.8', false, 300, false, false),
  make('PolycomVVX-VVX_411-UA/5.9.5.0614', true, 1800, true, true),
  make('snomD735/10.1.54.13', true, 3600, true, true),
  make('Fanvil X4U 2.4.5', true, 3600, false, true),
  make('Cisco/SPA112-1.4.1(002)', false, 3600, true, true),
];

export const softphones: readonly PhoneMake[] = [
  make('Z 5.6.1 v2.10.20.4', true, 600, false, true),
  make('MicroSIP/3.21.3', true, 300, false, true),
  make('LinphoneAndroid/5.2.5 (Pixel 7) LinphoneSDK/5.3.47', true, 600, true, true),
];

function make(
  userAgent: string,
  offersRport: boolean,
  expires: number,
  reusesNonce: boolean,
  noticesLine: boolean,
): PhoneMake {
  return { userAgent, offersRport, expires, reusesNonce, noticesLine };
}
