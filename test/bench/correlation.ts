// npm run bench -- --work correlation: what the companion's join of wire and Asterisk costs, in
// memory for each device and in time for each observation. No socket, no proxy: the correlation alone.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Correlator } from '../../src/correlation/correlator.ts';
import type { SipObservation } from '../../src/observation/sip-observation.ts';
import { type BenchOptions, DEFAULT_OBSERVATION_RATE } from './options.ts';
import { formatCount } from './report.ts';

const START_MS = 1_795_244_400_000;
const BATCH_MS = 10;
const TICK_MS = 1_000;
const EXPIRES = 300;

interface CorrelationReport {
  readonly devices: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Of the time that passed, how much of one core that took. */
  readonly busyShare: number;
  /** When nothing waits for the clock. */
  readonly highestPerSecond: number;
  readonly bytesPerDevice: number;
  readonly residentMiB: number;
}

export async function benchCorrelation(options: BenchOptions): Promise<number> {
  for (const users of options.users) {
    const report = await measure(users, options);
    console.log(options.json ? JSON.stringify(report) : formatCorrelation(report));
  }
  return 0;
}

async function measure(devices: number, options: BenchOptions): Promise<CorrelationReport> {
  const perSecond = options.rate ?? DEFAULT_OBSERVATION_RATE;
  const collect = exposeCollection();
  const before = readHeap(collect);
  const correlator = new Correlator({ asterisks: ['main'], sites: [] });
  for (let at = 0; at < devices; at += 1) register(correlator, at);
  const bytesPerDevice = (readHeap(collect) - before) / devices;
  const busyShare = await refreshAtRate(correlator, devices, perSecond, options.seconds);
  const residentMiB = process.memoryUsage.rss() / 2 ** 20;
  const highestPerSecond = refreshAtOnce(correlator, devices, options.seconds);
  if (correlator.size !== devices) throw new Error(`${correlator.size} records of ${devices}`);
  return {
    devices,
    perSecond,
    seconds: options.seconds,
    busyShare,
    highestPerSecond,
    bytesPerDevice,
    residentMiB,
  };
}

/** The first registration, and what Asterisk says of it. */
function register(correlator: Correlator, at: number): void {
  const user = `${100_000 + at}`;
  correlator.applyObservation({ ...makeRegister(at, START_MS, 1), binding: 'created' });
  correlator.applyAsterisk({
    kind: 'contact',
    asterisk: 'main',
    time: START_MS,
    endpoint: user,
    aor: user,
    uri: `sip:${user}@198.51.100.10:5062;fe=${makeToken(at)}`,
    status: 'reachable',
    roundTripUs: 12_000,
  });
}

/** Half of them plain challenges, as phones do it; one in a hundred phones got another port. */
function refresh(correlator: Correlator, index: number, devices: number, now: number): void {
  const at = Math.floor(index / 2) % devices;
  const observation = makeRegister(at, now, index);
  if (index % 2 === 0)
    correlator.applyObservation({
      ...observation,
      statusCode: 401,
      credentials: 'none',
      digest: undefined,
      responseTag: undefined,
      answer: undefined,
      expires: undefined,
    });
  else
    correlator.applyObservation({
      ...observation,
      source:
        at % 100 === 0 ? `203.0.113.${at % 250}:${20_000 + (index % 1_000)}` : observation.source,
      binding: at % 100 === 0 ? 'moved' : 'refreshed',
    });
}

async function refreshAtRate(
  correlator: Correlator,
  devices: number,
  perSecond: number,
  seconds: number,
): Promise<number> {
  const start = performance.now();
  let busy = 0;
  let sent = 0;
  let ticked = 0;
  for (let elapsed = 0; elapsed < seconds * 1_000; elapsed = performance.now() - start) {
    const due = Math.floor((elapsed * perSecond) / 1_000);
    const begun = performance.now();
    for (; sent < due; sent += 1) refresh(correlator, sent, devices, START_MS + elapsed);
    if (elapsed - ticked >= TICK_MS) {
      correlator.tick(START_MS + elapsed);
      ticked = elapsed;
    }
    busy += performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
  return busy / (performance.now() - start);
}

function refreshAtOnce(correlator: Correlator, devices: number, seconds: number): number {
  const start = performance.now();
  let sent = 0;
  for (; performance.now() - start < seconds * 1_000; sent += 1)
    refresh(correlator, sent, devices, START_MS + sent / 5);
  return (sent * 1_000) / (performance.now() - start);
}

/** As it comes out of the feed: texts of its own, none shared with another. */
function makeRegister(at: number, time: number, cSeq: number): SipObservation {
  const user = `${100_000 + at}`;
  return {
    time,
    producer: 'proxy',
    side: 'device',
    source: `203.0.113.${at % 250}:${1_024 + (at % 60_000)}`,
    localSocket: '198.51.100.10:5060',
    transport: 'udp',
    method: 'REGISTER',
    statusCode: 200,
    callId: `6b8b4567327b23c6643c9869-${user}@192.168.1.50`,
    cSeq,
    aor: `${user}@pbx.example.com`,
    username: user,
    nonce: '1795244400/0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    topVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1f2e3d4c;rport',
    rportOffered: at % 2 === 0,
    isExempt: false,
    contact: `<sip:${user}@192.168.1.50:5060;transport=udp>`,
    userAgent: `Phone ${at % 20}.0`,
    natTests: ['private-contact', 'diff-ip-src-via', 'private-via', 'diff-ip-src-contact'],
    size: 620,
    retransmissions: 0,
    device: makeToken(at),
    expires: EXPIRES,
    binding: undefined,
    credentials: 'passed',
    digest: undefined,
    responseTag: undefined,
    answer: undefined,
  };
}

function makeToken(at: number): string {
  return at.toString(16).padStart(16, '0');
}

function exposeCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function readHeap(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function formatCorrelation(report: CorrelationReport): string {
  const { devices, perSecond, seconds, busyShare, highestPerSecond } = report;
  return [
    `${formatCount(devices)} devices: ${formatCount(report.bytesPerDevice)} bytes of heap each,`,
    `${formatCount(report.residentMiB)} MiB resident in all;`,
    `${formatCount(perSecond)} observations/s for ${seconds} s take ${(busyShare * 100).toFixed(1)} % of a core;`,
    `at most ${formatCount(highestPerSecond)} observations/s`,
  ].join(' ');
}
