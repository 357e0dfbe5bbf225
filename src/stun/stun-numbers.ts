// The numbers of STUN (RFC 5389 §6, §18).

export const HEADER_BYTES = 20;
export const MAGIC_COOKIE = 0x2112a442;

export const messageType = {
  bindingRequest: 0x0001,
  bindingSuccess: 0x0101,
  bindingError: 0x0111,
} as const;

export const attributeType = {
  mappedAddress: 0x0001,
  /** RFC 3489 §11.2.4 only: answer from another address or port. */
  changeRequest: 0x0003,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  realm: 0x0014,
  nonce: 0x0015,
  xorMappedAddress: 0x0020,
  fingerprint: 0x8028,
} as const;
