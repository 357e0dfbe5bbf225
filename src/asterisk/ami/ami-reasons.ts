// Sentences for a person: why AMI is not there, and what to change. None has a secret in it.

const MANAGER_CONF = 'manager.conf of Asterisk';

/** What the system said about the socket. */
export function explainSocketError(error: unknown, host: string, port: number): string {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED')
    return `nothing listens on ${host}:${port}: Asterisk is not running, or ${MANAGER_CONF} lacks "enabled = yes", or has another "port" or "bindaddr"`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `no address is known for the host ${host}`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `no route leads to ${host}`;
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'Asterisk ended the AMI connection';
  return `the AMI connection to ${host}:${port} failed: ${message}`;
}

export function explainTimeout(host: string, port: number, deadlineMs: number): string {
  return `${host}:${port} does not answer within ${deadlineMs} ms: a firewall is between, or the machine is down`;
}

/** It sends more than one message may have, or what no action of farend's asks for. */
export function explainNoAmi(host: string, port: number): string {
  return `${host}:${port} sends something that is no AMI: the address must be "bindaddr" and "port" of ${MANAGER_CONF}`;
}

/** @param said Asterisk's own words */
export function explainLoginRefusal(username: string, said: string): string {
  if (/already in use/i.test(said))
    return `Asterisk lets "${username}" log in only once (${said}): add "allowmultiplelogin = yes" in the section [${username}] of ${MANAGER_CONF}, then run "manager reload" in Asterisk`;
  return `Asterisk refuses the AMI login of "${username}" (${said}): in ${MANAGER_CONF} the section [${username}] is missing, or has another "secret", or its "permit", "deny" and "acl" keep this machine out`;
}

/** @param said Asterisk's own words */
export function explainRefusal(action: string, said: string): string {
  return said === 'Permission denied'
    ? `Asterisk does not permit ${action}: ${explainClasses([], [classOf(action)])}`
    : `Asterisk refuses ${action}: ${said === '' ? 'without a reason' : said}`;
}

/** @param againMs when it is tried again */
export function explainSnapshotFailure(error: unknown, againMs: number): string {
  const reason = error instanceof Error ? error.message : String(error);
  const seconds = Math.max(1, Math.round(againMs / 1000));
  return `the state of all phones could not be read (farend asks again in ${seconds} s): ${reason}`;
}

export type PermissionClass = 'system' | 'security' | 'user' | 'config';

/** Names the lines to change; '' when nothing is missing. */
export function explainClasses(
  read: readonly PermissionClass[],
  write: readonly PermissionClass[],
  username = '',
): string {
  const changes = [
    ...(read.length > 0 ? [`${read.join(',')} to "read ="`] : []),
    ...(write.length > 0 ? [`${write.join(',')} to "write ="`] : []),
  ];
  if (changes.length === 0) return '';
  const section = username === '' ? 'of the AMI user' : `in the section [${username}]`;
  return `add ${changes.join(' and ')} ${section} of ${MANAGER_CONF}, then run "manager reload" in Asterisk`;
}

function classOf(action: string): PermissionClass {
  if (action === 'UpdateConfig') return 'config';
  return action === 'UserEvent' ? 'user' : 'system';
}
