// ICE candidates in a session description (RFC 8839 §5.1).

export interface Candidate {
  readonly foundation: string;
  readonly component: string;
  readonly transport: string;
  readonly priority: number;
  readonly address: string;
  readonly port: string;
  /** `host`, `srflx`, `prflx`, `relay`. */
  readonly type: string;
  /** What follows the type, each part with a blank before it. */
  readonly extensions: string;
}

const pattern =
  /^a=candidate:([\w+/]{1,32}) (\d{1,5}) (\S+) (\d{1,10}) (\S+) (\d{1,5}) typ (\S+)((?: \S+)*)$/;

/** The candidate in a line; undefined for any other line and one that cannot be read. */
export function parseCandidate(line: string): Candidate | undefined {
  if (!line.startsWith('a=candidate:')) return undefined;
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const [, foundation, component, transport, priority, address, port, type, extensions] =
    match as unknown as readonly [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
  const rank = Number(priority);
  return { foundation, component, transport, priority: rank, address, port, type, extensions };
}

/** RFC 8445 §5.1.2.1: the type counts 2^24, and 100 is what a server-reflexive one shall have. */
const TYPE_WEIGHT = 2 ** 24;
const SERVER_REFLEXIVE = 100;
/** The preference among a component's candidates of one type counts this. */
const LOCAL_WEIGHT = 256;

/**
 * The candidates that a NAT with one public address for one of ours adds: for each host candidate
 * with an address that `isInside`, one with `address`. It is what an agent behind that NAT learns
 * from a STUN server, so it is server-reflexive, and says which host candidate it belongs to. (A
 * second host candidate would claim that a socket has that address. To the peer both are the same:
 * an address to check.)
 *
 * @param all the candidates of one media section; what is there already is not added again
 * @returns the new line for each candidate that gets one
 */
export function mapCandidates(
  all: readonly Candidate[],
  isInside: (address: string) => boolean,
  address: string,
): Map<Candidate, string> {
  const taken = new Set(all.map(placeOf));
  const priorities = new Set(all.map(({ component, priority }) => `${component} ${priority}`));
  const added = new Map<Candidate, string>();
  for (const host of all) {
    const isHost = host.type === 'host' && host.transport.toUpperCase() === 'UDP';
    const place = placeOf({ ...host, address });
    if (!isHost || !isInside(host.address) || taken.has(place)) continue;
    taken.add(place);
    let priority = SERVER_REFLEXIVE * TYPE_WEIGHT + (host.priority % TYPE_WEIGHT);
    // Each candidate of a component has a priority of its own (RFC 8445 §5.1.2).
    while (priorities.has(`${host.component} ${priority}`)) priority -= LOCAL_WEIGHT;
    priorities.add(`${host.component} ${priority}`);
    added.set(host, formatReflexive(host, address, priority, newFoundation(host, all)));
  }
  return added;
}

function placeOf({ component, transport, address, port }: Candidate): string {
  return `${component} ${transport.toUpperCase()} ${address} ${port}`;
}

const LONGEST_FOUNDATION = 32;

/** RFC 8445 §5.1.1.3: the same for candidates of one type and base, another one for all others. */
function newFoundation({ foundation }: Candidate, all: readonly Candidate[]): string {
  let fresh = foundation;
  do fresh = `N${fresh}`.slice(0, LONGEST_FOUNDATION);
  while (all.some((candidate) => candidate.foundation === fresh) && fresh !== N_ONLY);
  return fresh;
}

/** No letter more would make it another one. */
const N_ONLY = 'N'.repeat(LONGEST_FOUNDATION);

function formatReflexive(
  { component, transport, address: base, port, extensions }: Candidate,
  address: string,
  priority: number,
  foundation: string,
): string {
  const related = `raddr ${base} rport ${port}`;
  return `a=candidate:${foundation} ${component} ${transport} ${priority} ${address} ${port} typ srflx ${related}${extensions}`;
}
