// Who lives where during a soak (RFC 5737, TEST-NET-3 plays the internet). farend has a machine of its
// own, so that every packet that leaves it is farend's.

export const FAREND = '203.0.113.10';
export const DEVICE_SIDE = `${FAREND}:5060`;
export const ASTERISK_SIDE = `${FAREND}:5062`;

export const ASTERISK = '203.0.113.20';
/** A second Asterisk that farend is told of: it says 503 to the health question, so nobody is sent
 * there, and its packets count as Asterisk's. The attacker has it. */
export const ODD_ASTERISK = '203.0.113.21';
export const SIP_PORT = 5060;

/** The router of the office where the phones live. */
export const OFFICE = '203.0.113.1';

/** Several, so that the limit for one source does not shield what is behind it. */
export const ATTACKERS = Array.from({ length: 8 }, (_, n) => `203.0.113.${60 + n}`);
export const ATTACKER_PORTS = [5060, 40_112];
/** Who floods is limited, and knows it. */
export const FLOODER = '203.0.113.68';
export const FLOODER_PORT = 5060;

/** Whom the attacks try to reach, one port for each attack. Nobody there ever sends anything. */
export const VICTIM = '203.0.113.200';
export const FIRST_VICTIM_PORT = 7000;
/** Of the phone that registers with a password and says it lives at the victim's. */
export const MALLORY_VICTIM_PORT = 7099;
/** For the proof that a packet to a victim is seen. */
export const PROBE_PORT = 7098;

/** Endpoints of Asterisk: phones that must keep working, and one that belongs to an attacker. */
export const PHONES = ['4001', '4002', '4003'];
export const MALLORY = '4009';
export const MALLORY_ADDRESS = '203.0.113.69';
