// The Via of a farend: what bears it is told by that farend itself.

/** Of what it relays, and of its own questions to Asterisk and to phones. */
const FAREND_BRANCH = /;branch=z9hG4bK[rhp][0-9a-f]{16}(?:;|$)/;

/** The form of the Via that a farend puts on top; whoever forges it hides only himself. */
export function isFarendVia(via: string): boolean {
  return FAREND_BRANCH.test(via) && via.includes(';fe=');
}
