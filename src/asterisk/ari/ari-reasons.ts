// Sentences for a person: why ARI is not there, and what to change. None has a secret in it.

import { OUT_OF_MEMORY } from './ari-messages.ts';

const ARI_CONF = 'ari.conf of Asterisk';
const HTTP_CONF = 'http.conf of Asterisk';

export const READ_ONLY_CURE = `set "read_only = no" in its section of ${ARI_CONF}, then run "module reload res_ari.so" in Asterisk`;

const TOO_MUCH = `the ARI server sends more at once than Asterisk does: the address must be "bindaddr" and "bindport" of ${HTTP_CONF}`;

/** What the system said about the connection. */
export function explainNetworkError(error: unknown, host: string, deadlineMs: number): string {
  const code = readCode(error);
  if (code === 'ECONNREFUSED')
    return `nothing listens on ${host}: Asterisk is not running, or ${HTTP_CONF} lacks "enabled = yes", or has another "bindport" or "bindaddr"`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `no address is known for ${host}`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `no route leads to ${host}`;
  if (code === 'TimeoutError')
    return `${host} does not answer within ${deadlineMs} ms: Asterisk hangs, a firewall is between, or something else has that port`;
  if (code.includes('CERT') || code.includes('SSL') || code.includes('TLS'))
    return `the certificate of ${host} is not trusted or not for this name (${code}): name its issuer in NODE_EXTRA_CA_CERTS, or use the address that it is for`;
  return `${host} ended the HTTP connection (${code === '' ? 'no reason told' : code})`;
}

/** The first question was answered with a status that is no success. */
export function explainStatus(status: number, host: string, username: string): string {
  if (status === 401)
    return `Asterisk refuses the ARI login of "${username}" (401): in ${ARI_CONF} the section [${username}] is missing, lacks "type = user", or has another "password" or "password_format"`;
  if (status === 403)
    return `Asterisk refuses ARI to this machine (403): "permit", "deny" and "acl" in the section [${username}] of ${ARI_CONF}, or in ${HTTP_CONF}, keep it out`;
  if (status === 404)
    return `${host} answers HTTP, but has no ARI there (404): ${ARI_CONF} lacks "enabled = yes", res_ari.so or res_ari_asterisk.so is not loaded, or ${HTTP_CONF} has a "prefix", which must be empty`;
  return `${host} answers the first ARI request with status ${status}: is that Asterisk?`;
}

export function explainReplaced(applications: readonly string[]): string {
  return `another program connected to ARI as the application "${applications.join(',')}", and gets its events now: is a second farend running for this Asterisk?`;
}

/** @param said what is known of the reason, without secrets */
export function explainEnd(said: string): string {
  if (said === OUT_OF_MEMORY) return TOO_MUCH;
  return `Asterisk ended the ARI connection${said === '' ? '' : ` (${said})`}`;
}

/** @param said the last words of the worker, without secrets */
export function explainWorkerEnd(said: string): string {
  if (said.includes(OUT_OF_MEMORY)) return TOO_MUCH;
  if (said.includes("reading 'properties'"))
    return 'Asterisk sent an event that its own API documents do not list, which ends the ARI client: it is started again';
  return `the ARI client ended (${said === '' ? 'without a word' : said}) and is started again`;
}

/** @param said Asterisk's own words */
export function explainRefusal(call: string, said: string, username: string): string {
  if (/write access denied/i.test(said))
    return `the ARI user "${username}" may not do ${call}: ${READ_ONLY_CURE}`;
  return `Asterisk refuses ${call}: ${said === '' ? 'without a reason' : said}`;
}

export function explainUnknownApplication(application: string): string {
  return `nobody is connected to ARI as the application "${application}": its program is not running, or it has another name`;
}

function readCode(error: unknown): string {
  const { code, name, cause } = error as { code?: unknown; name?: string; cause?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'TimeoutError';
  if (typeof code === 'string') return code;
  return cause === undefined || cause === null ? '' : readCode(cause);
}
