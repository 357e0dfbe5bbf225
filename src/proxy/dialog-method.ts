// Which requests may open a dialog or refresh its target (RFC 3261 §12, §12.2): in these farend
// stays by Record-Route, and their Contacts matter.

/** What can do neither; a method that nobody knows yet may do either. */
const others: ReadonlySet<string> = new Set([
  'REGISTER',
  'ACK',
  'CANCEL',
  'BYE',
  'PRACK',
  'INFO',
  'MESSAGE',
  'OPTIONS',
  'PUBLISH',
]);

export function mayOpenDialog(method: string): boolean {
  return !others.has(method);
}

/** An answer that makes or refreshes a dialog: RFC 3261 §12.1, 101 to 299. */
export function mayCarryDialog(statusCode: number): boolean {
  return statusCode > 100 && statusCode < 300;
}
