// The detail of a notice that credentials were held back: of which request, and who had them first. A
// router that picked another port shows as the phone's own address, a thief as another.

const FIRST_FROM = ', first from ';

/** @param firstHolder the IP address that they came from, or were asked for, first; undefined: forgotten */
export function formatReplayDetail(method: string, firstHolder: string | undefined): string {
  return firstHolder === undefined ? method : `${method}${FIRST_FROM}${firstHolder}`;
}

/** The address of who had them first; undefined where that is not known. */
export function readFirstHolder(detail: string): string | undefined {
  return detail.split(FIRST_FROM, 2)[1];
}
