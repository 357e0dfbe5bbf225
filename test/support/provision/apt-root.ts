// An apt of our own: private lists, cache and status in one directory, so that packages of any suite
// are fetched without root and the machine's apt is neither read from nor written to.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runChecked, runCommand } from '../process/run-command.ts';
import type { PackageSource } from './package-sources.ts';

/** `machine`: the sources that the machine itself uses. */
export type AptSources = readonly PackageSource[] | 'machine';

export class AptRoot {
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;
  #complaint: string | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.#env = {
      ...process.env,
      APT_CONFIG: join(directory, 'apt.conf'),
      DEBIAN_FRONTEND: 'noninteractive',
      LC_ALL: 'C',
    };
  }

  /** What apt first complained of; it goes on without a source that it cannot reach. */
  get complaint(): string | undefined {
    return this.#complaint;
  }

  /** Writes the private configuration and fetches the package lists. */
  async open(sources: AptSources): Promise<void> {
    await mkdir(join(this.#directory, 'state/lists/partial'), { recursive: true });
    await mkdir(join(this.#directory, 'cache/archives/partial'), { recursive: true });
    await writeFile(join(this.#directory, 'status'), '');
    if (sources !== 'machine') {
      const list = sources.map((s) => `deb [signed-by=${s.keyring}] ${s.uri} ${s.suite} main\n`);
      await writeFile(join(this.#directory, 'sources.list'), list.join(''));
    }
    const config = await this.#formatConfig(sources === 'machine');
    await writeFile(join(this.#directory, 'apt.conf'), config);
    const update = await this.#run(['apt-get', '-qq', 'update']);
    this.#complaint = update.stderr.split('\n').find((line) => /^[EW]: /.test(line));
    if (update.exitCode !== 0) {
      throw new Error(this.#complaint ?? 'apt-get update fails');
    }
  }

  /** The version of a package, undefined when no source has it. */
  async findVersion(name: string): Promise<string | undefined> {
    const fields = await this.#run(['apt-cache', 'show', '--no-all-versions', name]);
    return /^Version: (.*)$/m.exec(fields.stdout)?.[1];
  }

  /** What a package depends on directly: of alternatives the first one. */
  async listDependencies(name: string): Promise<string[]> {
    const fields = await this.#run(['apt-cache', 'show', '--no-all-versions', name]);
    const depends = /^Depends: (.*)$/m.exec(fields.stdout)?.[1] ?? '';
    return depends.split(',').map((dependency) => dependency.trim().split(/[ (:|]/)[0] ?? '');
  }

  /** Fetches packages with all that they depend on. */
  async downloadWithDependencies(names: readonly string[]): Promise<void> {
    await runChecked(['apt-get', 'install', '-qq', '-y', '--download-only', ...names], {
      env: this.#env,
    });
  }

  /** Fetches these packages and nothing else. */
  async downloadAlone(names: readonly string[]): Promise<void> {
    await runChecked(['apt-get', '-qq', 'download', ...names], {
      env: this.#env,
      cwd: join(this.#directory, 'cache/archives'),
    });
  }

  /** Unpacks all that was fetched. No maintainer script runs; nothing in them is needed. */
  async unpackInto(directory: string): Promise<void> {
    const archives = join(this.#directory, 'cache/archives');
    for (const name of await readdir(archives)) {
      if (name.endsWith('.deb')) {
        await runChecked(['dpkg-deb', '--extract', join(archives, name), directory]);
      }
    }
  }

  #run(argv: readonly string[]): ReturnType<typeof runCommand> {
    return runCommand(argv, { env: this.#env });
  }

  /**
   * Nothing of /etc/apt/apt.conf* is read (hooks of container images live there), except how to
   * reach the network. Dates are not checked: a machine's clock may be ahead of its mirror.
   */
  async #formatConfig(usesMachineSources: boolean): Promise<string> {
    const dump = await runCommand(['apt-config', 'dump', 'Acquire']);
    const network = dump.stdout
      .split('\n')
      .filter((line) => /^Acquire::(https?::|Force|proxy)/i.test(line));
    const architecture = (await runChecked(['dpkg', '--print-architecture'])).trim();
    const sources = usesMachineSources
      ? []
      : [
          `Dir::Etc::sourcelist "${this.#directory}/sources.list";`,
          formatNone('sourceparts'),
          'APT::Update::Error-Mode "any";',
        ];
    return [
      `Dir::State "${this.#directory}/state";`,
      `Dir::State::status "${this.#directory}/status";`,
      `Dir::Cache "${this.#directory}/cache";`,
      ...['main', 'parts', 'preferences', 'preferencesparts'].map(formatNone),
      ...sources,
      `APT::Architectures { "${architecture}"; };`,
      'APT::Install-Recommends "false";',
      'APT::Sandbox::User "";',
      'Acquire::Languages "none";',
      'Acquire::Check-Valid-Until "false";',
      'Acquire::Retries "3";',
      'Debug::NoLocking "true";',
      ...network,
      '',
    ].join('\n');
  }
}

function formatNone(name: string): string {
  return `Dir::Etc::${name} "/dev/null";`;
}
