// Some phones behind one router, for tests of findings about a place.

import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeEndpoint } from '../correlation/scene.ts';
import { DiagnosisScene } from './scene.ts';

interface RegisterOptions {
  readonly only?: readonly number[];
  /** Of the first phone; the others follow. */
  readonly port?: number;
  /** Seconds. */
  readonly expires?: number;
}

export class Crowd {
  readonly scene = new DiagnosisScene();
  readonly size: number;
  private port = 40_000;

  constructor(size: number) {
    this.size = size;
    this.scene.connect(
      Array.from({ length: size + 1 }, (_, at) => makeEndpoint({ name: `${4_001 + at}` })),
    );
  }

  /** They answer Asterisk too, the first time. */
  register({ only = this.all, port = this.port, expires = 3_600 }: RegisterOptions = {}): this {
    const binding = port === this.port ? 'refreshed' : 'moved';
    this.port = port;
    for (const at of only) {
      const isNew = this.scene.correlator.find(`${4_001 + at}`).every(({ wire }) => !wire);
      this.scene.observe({
        ...this.describe(at),
        source: `203.0.113.5:${port + at}`,
        binding: isNew ? 'created' : binding,
        expires,
      });
      if (isNew) this.answer([at]);
    }
    return this;
  }

  answer(phones = this.all): this {
    for (const at of phones) this.tell(at, 'reachable');
    return this;
  }

  fallSilent(phones = this.all): this {
    for (const at of phones) this.tell(at, 'unreachable');
    return this;
  }

  /** A phone at another site has been there, and is silent now. */
  elsewhereSilent(): this {
    this.scene.observe({ ...this.describe(this.size), source: '192.0.2.7:5060', expires: 3_600 });
    this.tell(this.size, 'unreachable');
    return this;
  }

  signOff(phones = this.all): this {
    for (const at of phones) {
      const source = `203.0.113.5:${this.port + at}`;
      this.scene.observe({ ...this.describe(at), source, binding: 'removed', expires: undefined });
    }
    return this;
  }

  cutAmi(): this {
    this.scene.disconnect();
    return this;
  }

  pass(seconds: number): this {
    this.scene.pass(seconds);
    return this;
  }

  private get all(): readonly number[] {
    return Array.from({ length: this.size }, (_, at) => at);
  }

  private tell(at: number, status: 'reachable' | 'unreachable'): void {
    const name = `${4_001 + at}`;
    this.scene.contact(status, { aor: name, endpoint: name, uri: uriOf(at) });
  }

  private describe(at: number): Partial<SipObservation> {
    const name = `${4_001 + at}`;
    return {
      aor: `${name}@pbx.example.com`,
      username: name,
      callId: `call-${name}`,
      contact: `<sip:${name}@192.168.1.${50 + at}:5060>`,
      device: tokenOf(at),
    };
  }
}

export function createCrowd(size: number): Crowd {
  return new Crowd(size);
}

function tokenOf(at: number): string {
  return `${at}`.padStart(16, 'c');
}

function uriOf(at: number): string {
  return `sip:${4_001 + at}@198.51.100.10:5062;fe=${tokenOf(at)}`;
}
