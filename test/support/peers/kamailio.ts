// Kamailio as a proxy in front of Asterisk, as its books have it: rport forced, Path with the phone's
// flow, Record-Route. Its tracer mirrors both legs by HEP, with the lines that operators get.

import { appendFileSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import type { KamailioRoot } from '../provision/peers.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';

export interface KamailioOptions {
  readonly root: KamailioRoot;
  readonly namespace: string;
  /** All `address:port`. */
  readonly listen: string;
  readonly asterisk: string;
  readonly hepCollector: string;
}

const DEADLINE_MS = 30_000;
const SIPTRACE = new URL('../../../asterisk-conf/kamailio/siptrace.cfg', import.meta.url);

/** Resolves when it has started its workers. */
export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const kamailio = own(new Kamailio(options, createScratchDirectory('kamailio')));
  await kamailio.start();
  return kamailio;
}

export class Kamailio implements Stoppable {
  readonly #options: KamailioOptions;
  readonly #scratch: ScratchDirectory;
  readonly #output = new EventLog<string>();
  #process: ManagedProcess | undefined;

  constructor(options: KamailioOptions, scratch: ScratchDirectory) {
    this.#options = options;
    this.#scratch = scratch;
  }

  async start(): Promise<void> {
    const { root, namespace, listen } = this.#options;
    const { path, logPath } = this.#scratch;
    await mkdir(join(path, 'run'), { recursive: true });
    const config = join(path, 'kamailio.cfg');
    await writeFile(config, formatConfig(this.#options));
    const onLine = (line: string): void => {
      appendFileSync(join(logPath, 'output'), `${line}\n`);
      this.#output.append(line);
    };
    const place = ['-f', config, '-L', root.moduleDirectory, '-Y', join(path, 'run')];
    this.#process = startProcess({
      argv: [...root.command, ...place, '-DD', '-E', '-n', '1', '-m', '64', '-l', `udp:${listen}`],
      namespace,
      onStdout: onLine,
      onStderr: onLine,
    });
    await this.#output.waitFor((line) => line.includes(READY), DEADLINE_MS, 'a Kamailio that runs');
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#scratch.remove();
    release(this);
  }
}

const READY = 'the lab may begin';

function formatConfig({ asterisk, hepCollector }: KamailioOptions): string {
  const tracer = readFileSync(SIPTRACE, 'utf8').replaceAll('127.0.0.1:9060', hepCollector);
  return `#!KAMAILIO
debug=2
disable_tcp=yes
auto_aliases=no

loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "rr.so"
loadmodule "xlog.so"
loadmodule "textops.so"
loadmodule "nathelper.so"
loadmodule "path.so"
${tracer}
modparam("nathelper", "received_avp", "$avp(RECEIVED)")
modparam("path", "use_received", 1)

event_route[core:worker-one-init] {
  xlog("L_ERR", "${READY}\\n");
}

request_route {
  force_rport();
  if (loose_route() || $du != $null) {
    t_relay();
    exit;
  }
  if (is_method("REGISTER")) {
    add_path_received();
    append_hf("Supported: path\\r\\n");
  } else record_route();
  $du = "sip:${asterisk}";
  t_relay();
}
`;
}
