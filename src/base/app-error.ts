// The one error class that farend throws. Each code stands in the catalogue below and on
// docs/reference/errors.md; a test holds the two together. Bad input is never an AppError: parsers
// return a failure value instead.

/** Code → what happened, in one line. The page `docs/reference/errors.md` says what to do about it. */
export const errorCatalogue = {
  CONFIG_UNREADABLE: 'the configuration file cannot be read',
  CONFIG_INVALID: 'the configuration file has problems',
  SECRET_UNREADABLE: 'a secret named in the configuration cannot be read',
  SOCKET_UNAVAILABLE: 'a UDP socket cannot be opened',
  STATE_UNUSABLE: 'the state directory cannot be used',
  STATE_TOO_NEW: 'the state was written by a newer farend',
  FEED_TAKEN: 'another farend serves the feed socket',
  FEED_UNAVAILABLE: 'the feed socket cannot be made',
  FEED_UNREACHABLE: 'the proxy cannot be asked',
  AMI_UNREACHABLE: 'Asterisk does not answer on AMI',
  AMI_REFUSED: 'Asterisk refuses an AMI action',
  API_TAKEN: 'another farend serves the API socket',
  API_UNAVAILABLE: 'the API socket cannot be made',
  COMPANION_UNREACHABLE: 'the companion cannot be asked',
  COMPANION_REFUSED: 'the companion refuses a question',
  ARI_UNREACHABLE: 'Asterisk does not answer on ARI',
  ARI_REFUSED: 'Asterisk refuses an ARI call',
  POLICY_BUSY: 'another farend changes Asterisk at this moment',
  POLICY_UNWRITABLE: 'the settings of Asterisk cannot be written',
  POLICY_UNSAFE: 'a change of the settings would not be read as meant',
  DIVERT_UNAVAILABLE: 'SIP cannot be diverted to farend',
  ASTERISK_NOT_FOUND: 'no Asterisk is found on this machine',
  ASTERISK_UNREADABLE: 'a configuration file of Asterisk cannot be read',
  CONSOLE_UNREACHABLE: 'the control socket of Asterisk cannot be asked',
  INSTALL_REFUSED: 'farend cannot be installed, or taken out, as it was asked',
  CAPTURE_UNREADABLE: 'a capture file cannot be read',
  CAPTURE_INVALID: 'a capture file is none, or contradicts itself',
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

/** An outside failure or a broken assumption. Match on `code`, never on the text. */
export class AppError extends Error {
  readonly code: ErrorCode;

  /** @param detail what exactly, and the next step; never a secret */
  constructor(code: ErrorCode, detail: string, options?: { cause?: unknown }) {
    super(detail, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** True when `error` is an AppError, of that code when one is given. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}
