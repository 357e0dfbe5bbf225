// What the diagnosis asks of the catalogue of phones: what a phone is by its User-Agent, and where its
// settings are.

interface PhoneModel {
  /** '' unknown; so with the others. */
  readonly make: string;
  readonly model: string;
  readonly firmware: string;
}

export type AdviceTopic =
  | 'rport'
  | 'keep-alive'
  | 'nat'
  | 'outbound-proxy'
  | 'expiry'
  | 'transport'
  | 'stun';

interface Advice {
  /** The way through the menu of the phone: `Accounts → SIP Settings → …`. */
  readonly menu: string;
  readonly value: string;
  readonly provisioningKey?: string | undefined;
}

export interface DeviceCatalogue {
  readonly identifyModel: (userAgent: string) => PhoneModel;
  readonly findAdvice: (model: PhoneModel, topic: AdviceTopic) => Advice | undefined;
}
