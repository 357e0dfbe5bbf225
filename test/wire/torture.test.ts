// What farend does with each torture message of RFC 4475 and RFC 5118 that a phone sends, and why
// that is right for a proxy. `relayed`: to Asterisk; a number: answered so; `dropped`: nobody hears
// of it. Then the reasons under which it is counted.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { headerName } from '../../src/sip/header-name.ts';
import { type Fixture, readMessage, torture } from '../unit/sip/sip-fixtures.ts';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';

const verdicts = `
rfc4475/wsinv       | 3.1.1.1  | relayed | folded and spaced oddly, and well-formed
rfc4475/intmeth     | 3.1.1.2  | relayed | unusual characters, all of them legal: an unknown method is Asterisk's to judge
rfc4475/esc01       | 3.1.1.3  | relayed | escapes are Asterisk's to read
rfc4475/escnull     | 3.1.1.4  | relayed | the escaped NUL stays in the address-of-record
rfc4475/esc02       | 3.1.1.5  | relayed | RE%47IST%45R is not REGISTER: its Contact stays as it is
rfc4475/lwsdisp     | 3.1.1.6  | relayed | a bug of the specification
rfc4475/longreq     | 3.1.1.7  | relayed | long, and within the limits
rfc4475/dblreq      | 3.1.1.8  | relayed | without what follows the body
rfc4475/semiuri     | 3.1.1.9  | relayed | the user part may hold semicolons
rfc4475/transports  | 3.1.1.10 | relayed | the answer goes to where the request came from, whatever transport the Vias name
rfc4475/mpart01     | 3.1.1.11 | relayed | binary bodies travel as they came
rfc4475/unreason    | 3.1.1.12 | dropped foreign-response | parsed, and not the answer to a request of ours
rfc4475/noreason    | 3.1.1.13 | dropped foreign-response | parsed, and not the answer to a request of ours
rfc4475/badinv01    | 3.1.2.1  | relayed | looser than the RFC (400): empty parameters after the sent-by mislead nobody about where the answer goes
rfc4475/clerr       | 3.1.2.2  | 400 truncated-body | as the RFC has it
rfc4475/ncl         | 3.1.2.3  | 400 bad-content-length | as the RFC has it
rfc4475/scalar02    | 3.1.2.4  | 400 bad-cseq | as the RFC has it
rfc4475/scalarlg    | 3.1.2.5  | dropped bad-cseq | as the RFC has it
rfc4475/quotbal     | 3.1.2.6  | relayed | looser than the RFC (400): farend does not read the To of an INVITE
rfc4475/ltgtruri    | 3.1.2.7  | 400 bad-uri | as the RFC has it: the brackets may not go on
rfc4475/lwsruri     | 3.1.2.8  | dropped bad-start-line | stricter than the RFC (400): a start line that is none is not answered
rfc4475/lwsstart    | 3.1.2.9  | dropped bad-start-line | the RFC allows to reject it; a start line that is none is not answered
rfc4475/trws        | 3.1.2.10 | dropped bad-start-line | the RFC allows to reject it; a start line that is none is not answered
rfc4475/escruri     | 3.1.2.11 | 400 bad-uri | as the RFC has it: the headers may not go on
rfc4475/baddate     | 3.1.2.12 | relayed | a proxy has no use for Date
rfc4475/regbadct    | 3.1.2.13 | relayed | Asterisk gets a Contact of ours, so nothing of it goes on
rfc4475/badaspec    | 3.1.2.14 | relayed | looser than the RFC suggests (400): farend does not read the To of an OPTIONS
rfc4475/baddn       | 3.1.2.15 | dropped unterminated-headers | the archive's file lacks the empty line; see corrected/baddn
rfc4475/badvers     | 3.1.2.16 | dropped unsupported-version | stricter than the RFC (505): nothing in it can be trusted to parse
rfc4475/mismatch01  | 3.1.2.17 | dropped bad-cseq answer-too-large | the RFC's 400 would be longer than 1.1 times the request, which an answer of farend's own never is
rfc4475/mismatch02  | 3.1.2.18 | 400 bad-cseq | the RFC accepts 400 beside 501
rfc4475/bigcode     | 3.1.2.19 | dropped bad-start-line | as the RFC has it
rfc4475/badbranch   | 3.2.1    | relayed | an empty branch is one like any other: Call-ID, From tag and CSeq tell the requests apart
rfc4475/insuf       | 3.3.1    | dropped missing-header | an answer would need the headers that are missing
rfc4475/unkscm      | 3.3.2    | relayed | the 416 is Asterisk's to send
rfc4475/novelsc     | 3.3.3    | relayed | the 416 is Asterisk's to send
rfc4475/unksm2      | 3.3.4    | 400 bad-uri | as a registrar: farend cannot serve a REGISTER without an address-of-record
rfc4475/bext01      | 3.3.5    | 420 bad-extension | as the RFC has it
rfc4475/invut       | 3.3.6    | relayed | bodies travel as they came
rfc4475/regaut01    | 3.3.7    | relayed | without its credentials: Asterisk would read a digest into any scheme
rfc4475/multi01     | 3.3.8    | dropped repeated-header | stricter than the RFC (400): docs/design/decisions/0005-repeated-headers.md
rfc4475/mcl01       | 3.3.9    | dropped repeated-header | stricter than the RFC (an error): docs/design/decisions/0005-repeated-headers.md
rfc4475/bcast       | 3.3.10   | dropped foreign-response | as the RFC has it
rfc4475/zeromf      | 3.3.11   | 483 too-many-hops | as the RFC has it
rfc4475/cparam01    | 3.3.12   | relayed | Asterisk gets a Contact of ours
rfc4475/cparam02    | 3.3.13   | relayed | Asterisk gets a Contact of ours
rfc4475/regescrt    | 3.3.14   | relayed | Asterisk gets a Contact of ours
rfc4475/sdp01       | 3.3.15   | relayed | what is acceptable is Asterisk's to say
rfc4475/inv2543     | 3.4.1    | relayed | old phones send this
rfc5118/ipv6-good                     | 4.1  | relayed | well-formed
rfc5118/ipv6-bad                      | 4.2  | 400 bad-uri | as the RFC has it
rfc5118/port-ambiguous                | 4.3  | relayed | well-formed, if not what was meant
rfc5118/port-unambiguous              | 4.4  | relayed | well-formed
rfc5118/via-received-param-with-delim | 4.5  | relayed | received is replaced, whatever was there
rfc5118/via-received-param-no-delim   | 4.5  | relayed | received is replaced, whatever was there
rfc5118/ipv6-in-sdp                   | 4.6  | 400 truncated-body | its Content-Length is too large in the RFC; see corrected/ipv6-in-sdp
rfc5118/mult-ip-in-header             | 4.7  | relayed | only the top Via is read
rfc5118/mult-ip-in-sdp                | 4.8  | relayed | its Content-Length is too small in the RFC: the rest of the body is cut off (RFC 3261 §18.3)
rfc5118/ipv4-mapped-ipv6              | 4.9  | relayed | its Content-Length is too small in the RFC: the rest of the body is cut off (RFC 3261 §18.3)
rfc5118/ipv6-bug-abnf-3-colons        | 4.10 | relayed | tolerated, as the RFC asks, and left as it is
rfc5118/ipv6-correct-abnf-2-colons    | 4.10 | relayed | well-formed
corrected/baddn            | RFC 4475 3.1.2.15 | relayed | looser than the RFC suggests (400): display names are not read
corrected/ipv6-in-sdp      | RFC 5118 4.6      | relayed | the phone's own SDP is left alone
corrected/mult-ip-in-sdp   | RFC 5118 4.8      | relayed | the phone's own SDP is left alone
corrected/ipv4-mapped-ipv6 | RFC 5118 4.9      | relayed | well-formed
`;

interface Row {
  readonly name: string;
  readonly section: string;
  readonly verdict: string;
  readonly reason: string;
  readonly bytes: Buffer;
}

const rows: readonly Row[] = verdicts
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', section = '', verdict = '', reason = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    const bytes = findFixture(name)?.bytes ?? Buffer.alloc(0);
    return { name, section, verdict, reason, bytes };
  });
const relayed = rows.filter(({ verdict }) => verdict === 'relayed');

function findFixture(name: string): Fixture | undefined {
  return torture.find((fixture) => fixture.name === name);
}

/** The verdict on what the proxy has just done, in the words of the table. */
function describeVerdict(proxy: RecordedProxy, sent: readonly { to: string; text: string }[]) {
  const reasons = Object.keys(proxy.parts.counts.toJSON());
  const [first] = sent;
  const status = first && /^SIP\/2\.0 (\d{3}) /.exec(first.text)?.[1];
  const fate = first === undefined ? 'dropped' : (status ?? 'relayed');
  return [fate, ...reasons].join(' ');
}

/** Header lines that a proxy leaves as they are. */
function listUntouched(bytes: Buffer): string[] {
  const view = readMessage(bytes);
  const touched: readonly number[] = [
    headerName.via,
    headerName.maxForwards,
    headerName.route,
    headerName.authorization,
    ...(view.startLine.kind === 'request' && view.startLine.method === 'REGISTER'
      ? [headerName.contact]
      : []),
  ];
  const lines = Array.from({ length: view.headerCount }, (_, line) => line);
  return lines
    .filter((line) => !touched.includes(view.nameAt(line)))
    .map((line) => view.text.slice(view.lineStart(line), view.lineEnd(line)));
}

it('the table has every torture message, and the fixtures are the bytes of the RFCs', () => {
  const digest = createHash('sha256');
  for (const { bytes } of torture) digest.update(bytes);

  expect(rows.map(({ name }) => name).sort()).toEqual(torture.map(({ name }) => name).sort());
  expect(digest.digest('hex')).toBe(
    'e3282e72b64c407480a7250cf785471ffa3a9b44afa6870777d37e910fcb48be',
  );
});

describe('from a phone', () => {
  it.each(rows)('$name ($section): $verdict: $reason', async ({ bytes, verdict }) => {
    const proxy = await new RecordedProxy().open();

    const sent = proxy.fromPhone(bytes);

    expect(describeVerdict(proxy, sent)).toBe(verdict);
    expect(sent.length).toBeLessThanOrEqual(1);
    const expected = verdict === 'relayed' ? asterisk : phone;
    for (const { to } of sent) expect(to).toBe(`${expected.address}:${expected.port}`);
    expect(proxy.errors).toEqual([]);
  });

  it.each(relayed)('$name goes on with all that is not farend’s to change', async ({ bytes }) => {
    const proxy = await new RecordedProxy().open();

    const [sent] = proxy.fromPhone(bytes);

    const text = Buffer.from(sent?.text ?? '', 'latin1');
    const before = readMessage(bytes);
    const after = readMessage(text);
    expect(after.text.slice(0, after.headersStart)).toBe(before.text.slice(0, before.headersStart));
    expect(listUntouched(text)).toEqual(expect.arrayContaining(listUntouched(bytes)));
    const body = before.text.slice(before.bodyStart);
    expect(body.startsWith(after.text.slice(after.bodyStart))).toBe(true);
  });

  it('rfc4475/regaut01 goes on without its credentials of an unknown scheme', async () => {
    const proxy = await new RecordedProxy().open();

    const [sent] = proxy.fromPhone(findFixture('rfc4475/regaut01')?.bytes ?? '');

    expect(sent?.text).toMatch(/^REGISTER /);
    expect(sent?.text).not.toContain('Authorization');
  });

  it('rfc4475/dblreq goes on without the INVITE behind it', async () => {
    const proxy = await new RecordedProxy().open();

    const [sent] = proxy.fromPhone(findFixture('rfc4475/dblreq')?.bytes ?? '');

    expect(sent?.text).not.toContain('INVITE');
  });

  it.each(['regbadct', 'regescrt', 'cparam01', 'cparam02', 'escnull'])(
    'rfc4475/%s registers with Contacts of ours and nothing of what the phone hung on them',
    async (name) => {
      const proxy = await new RecordedProxy().open();

      const [sent] = proxy.fromPhone(findFixture(`rfc4475/${name}`)?.bytes ?? '');

      const values = /^(?:Contact|M): (.*)\r$/m.exec(sent?.text ?? '')?.[1]?.split(', ') ?? [];
      expect(values).toHaveLength(name === 'escnull' ? 2 : 1);
      for (const value of values)
        expect(value).toMatch(/^<sip:[^@]+@198\.51\.100\.10:5062;fe=[0-9a-f]{16}>$/);
    },
  );

  it.each(torture.filter(({ name }) => name.startsWith('rfc5118/')))(
    '$name with bare line feeds, as the RFC’s archive has it, is dropped',
    async ({ bytes }) => {
      const proxy = await new RecordedProxy().open();

      const sent = proxy.fromPhone(bytes.toString('latin1').replaceAll('\r\n', '\n'));

      expect(describeVerdict(proxy, sent)).toBe('dropped bare-line-break');
    },
  );
});

describe('from Asterisk', () => {
  it.each(rows)('$name reaches nobody but Asterisk', async ({ bytes, verdict }) => {
    const proxy = await new RecordedProxy().open();

    const sent = proxy.fromAsterisk(bytes);

    const isReadable = verdict === 'relayed' || / (?:bad-uri|bad-extension)$/.test(verdict);
    expect(describeVerdict(proxy, sent)).toBe(isReadable ? '404 not-for-us' : verdict);
    for (const { to } of sent) expect(to).toBe(`${asterisk.address}:${asterisk.port}`);
  });

  it.each(['unreason', 'noreason', 'bcast'])(
    'rfc4475/%s below a Via of ours goes to the phone that asked, and nowhere else',
    async (name) => {
      const bytes = findFixture(`rfc4475/${name}`)?.bytes ?? Buffer.alloc(0);
      const proxy = await new RecordedProxy().open();
      const [request] = proxy.fromPhone(findFixture('rfc4475/sdp01')?.bytes ?? '');
      const answer = answerAsAsterisk(request?.text ?? '', '200 OK').toString('latin1');
      const ourVia = /^Via: .*\r\n/m.exec(answer)?.[0] ?? '';
      const text = bytes.toString('latin1');
      const firstHeader = text.indexOf('\r\n') + 2;

      const sent = proxy.fromAsterisk(
        text.slice(0, firstHeader) + ourVia + text.slice(firstHeader),
      );

      expect(sent).toHaveLength(1);
      expect(sent[0]?.to).toBe(`${phone.address}:${phone.port}`);
      expect(sent[0]?.text.slice(0, firstHeader)).toBe(text.slice(0, firstHeader));
    },
  );
});
