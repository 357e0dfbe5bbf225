// The methods that are in the registry of IANA: of all others nobody knows what they do.

const knownMethods: ReadonlySet<string> = new Set([
  'ACK',
  'BYE',
  'CANCEL',
  'INFO',
  'INVITE',
  'MESSAGE',
  'NOTIFY',
  'OPTIONS',
  'PRACK',
  'PUBLISH',
  'REFER',
  'REGISTER',
  'SUBSCRIBE',
  'UPDATE',
]);

export function isKnownMethod(method: string): boolean {
  return knownMethods.has(method);
}

/** True for a known method that is written in another case than its own. */
export function isMisspelledMethod(method: string): boolean {
  return !knownMethods.has(method) && knownMethods.has(method.toUpperCase());
}
