// The phones of the layouts that have them in a database, as their attributes.

export type Attributes = Readonly<Record<string, string>>;

export interface DatabasePhone {
  readonly name: string;
  readonly endpoint: Attributes;
  readonly aor: Attributes;
  readonly auth: Attributes;
}

export function createDatabasePhone(
  name: string,
  endpoint: Attributes = {},
  aor: Attributes = {},
): DatabasePhone {
  return {
    name,
    endpoint: {
      transport: 'transport-udp',
      context: 'phones',
      message_context: 'messages',
      disallow: 'all',
      allow: 'ulaw,alaw',
      auth: name,
      aors: name,
      callerid: `Extension ${name} <${name}>`,
      force_rport: 'no',
      ...endpoint,
    },
    aor: { max_contacts: '1', remove_existing: 'yes', minimum_expiration: '5', ...aor },
    auth: { auth_type: 'userpass', username: name, password: `pw${name}` },
  };
}

const AS_IT_SHOULD_BE = {
  force_rport: 'yes',
  rtp_symmetric: 'yes',
  rewrite_contact: 'yes',
  direct_media: 'no',
};

/** 4002 and 5001 are in pjsip.conf. */
export const DATABASE_PHONES: readonly DatabasePhone[] = [
  createDatabasePhone('4001'),
  createDatabasePhone('4003', AS_IT_SHOULD_BE, { max_contacts: '3', qualify_frequency: '30' }),
  createDatabasePhone('4004', { rtp_symmetric: 'yes' }),
  createDatabasePhone('4005'),
  createDatabasePhone('4006'),
];

export const DATABASE_LAYOUT = {
  driver: 'chan_pjsip',
  endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '5001'],
  trunks: ['provider'],
} as const;
