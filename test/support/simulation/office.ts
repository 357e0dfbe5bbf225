// A router with phones behind it: one public address, a port for each phone, and times without line.

/** Routers give out ports from here on. */
const FIRST_PORT = 20_000;

export class Office {
  /** As the configuration names it; '' for a home. */
  readonly name: string;
  /** The public address. */
  address: string;
  isOnline = true;
  private ports = 0;
  /** Counts how often all that the router knew was lost. */
  generation = 0;

  constructor(name: string, address: string) {
    this.name = name;
    this.address = address;
  }

  /** The site that findings name. */
  get site(): string {
    return this.name === '' ? this.address : this.name;
  }

  givePort(): number {
    this.ports = (this.ports + 1) % 40_000;
    return FIRST_PORT + this.ports;
  }

  /** The router forgets which port leads where. */
  forgetPorts(): void {
    this.generation += 1;
  }
}
