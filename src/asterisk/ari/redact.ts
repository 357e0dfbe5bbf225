// Takes secrets out of what ARI answers and out of what goes wrong on the way: ARI hands out the
// passwords of phones in clear (config/dynamic, sorcery objects), and its own travels in URLs.

/** Names of fields and of sorcery attributes that hold a secret: password, md5_cred, oauth_secret, … */
const SECRET_NAME =
  /pass(word|wd|phrase|$)|secret|md5_cred|token|api_?key|private_?key|password_digest/i;
const REDACTED = '[redacted]';

/** A copy as plain data: what is no JSON is gone, and so is every value under a name of a secret. */
export function redactValue(value: unknown): unknown {
  const text = JSON.stringify(value ?? null, (name, field: unknown) =>
    // The package hangs its client, which has the password, on each object that it returns.
    name === '_client' ? undefined : redactField(name, field),
  );
  return JSON.parse(text);
}

function redactField(name: string, field: unknown): unknown {
  if (typeof field === 'string' && field !== '' && SECRET_NAME.test(name)) return REDACTED;
  return isAttribute(field) && SECRET_NAME.test(field.attribute)
    ? { ...field, value: REDACTED }
    : field;
}

/** A ConfigTuple of ARI. */
function isAttribute(field: unknown): field is { attribute: string; value: unknown } {
  return (
    typeof field === 'object' &&
    field !== null &&
    'attribute' in field &&
    typeof field.attribute === 'string'
  );
}

/** `text` without this login, in each of the forms in which it is sent. */
export function redactText(text: string, username: string, password: string): string {
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  let clean = text
    .replace(/api_key=[^&\s"']*/g, `api_key=${REDACTED}`)
    .replace(/\/\/[^/@\s]*@/g, '//');
  for (const form of [login, password, encodeURIComponent(password)])
    if (form !== '') clean = clean.replaceAll(form, REDACTED);
  return clean;
}
