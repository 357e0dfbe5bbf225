// Header values with addresses in them: `"Name" <sip:…>;tag=…`, lists of them, and the URI inside.

/** A list taken apart at its commas, save those in quotes and in angle brackets. */
export function splitList(value: string): string[] {
  const parts = value.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The URI of a name-addr, or of an addr-spec without its header parameters. */
export function readUri(nameAddr: string): string {
  return /<([^>]*)>/.exec(nameAddr)?.[1] ?? nameAddr.split(';')[0]?.trim() ?? '';
}

/** The tag of a From or a To, '' when it has none. */
export function readTag(nameAddr: string): string {
  return /;\s*tag=([^;,\s]+)/.exec(nameAddr.replace(/<[^>]*>/, ''))?.[1] ?? '';
}

export function withoutTag(nameAddr: string): string {
  return nameAddr.replace(/;\s*tag=[^;,\s]+/, '');
}

export function isLooseRoute(uri: string): boolean {
  return /;lr(?=[;=?]|$)/.test(uri);
}

/** `address:port`, where a request for this URI goes over UDP. */
export function formatUriAddress(uri: string): string {
  const [, host = '', port = '5060'] = /^sips?:(?:[^@]*@)?([^:;?>]+)(?::(\d+))?/.exec(uri) ?? [];
  return `${host}:${port}`;
}
