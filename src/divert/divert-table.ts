// The table in the kernel, held by one `nft -i`: made, kept alive, given other ranges, removed.

import { AppError } from '../base/app-error.ts';
import type { DivertedSocket } from './diverted-socket.ts';
import { NftSession } from './nft-session.ts';
import {
  type DivertRanges,
  formatAlive,
  formatRanges,
  formatRemoval,
  formatTable,
} from './ruleset.ts';
import { refuseForeignTable } from './run-nft.ts';

export class DivertTable {
  private readonly sockets: readonly DivertedSocket[];
  private session: NftSession | undefined;
  /** Kernels before 5.12 know no owner: then anybody may remove the table, and it outlives its guard. */
  private knowsOwner = true;

  constructor(sockets: readonly DivertedSocket[]) {
    this.sockets = sockets;
  }

  get stands(): boolean {
    return this.session?.hasEnded === false;
  }

  /** @throws AppError DIVERT_UNAVAILABLE with what nft says */
  async raise(ranges: DivertRanges): Promise<void> {
    await this.remove();
    await refuseForeignTable();
    const session = new NftSession();
    try {
      await this.write(session, ranges);
      await runOrThrow(session, formatAlive(this.sockets));
    } catch (error) {
      await session.end();
      throw error;
    }
    this.session = session;
  }

  /** Five more seconds. @throws AppError DIVERT_UNAVAILABLE when the table is gone */
  async keepAlive(): Promise<void> {
    if (this.session !== undefined) await runOrThrow(this.session, formatAlive(this.sockets));
  }

  /** Without a moment between. @throws AppError DIVERT_UNAVAILABLE when the table is gone */
  async change(ranges: DivertRanges): Promise<void> {
    if (this.session !== undefined) await runOrThrow(this.session, formatRanges(ranges));
  }

  /** What others made is left alone, and so is what is gone already. */
  async remove(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    if (session === undefined) return;
    // A table with an owner goes with it; one without has to be told.
    if (!session.hasEnded && !this.knowsOwner) await session.run(formatRemoval());
    await session.end();
  }

  private async write(session: NftSession, ranges: DivertRanges): Promise<void> {
    if (this.knowsOwner) {
      const complaint = await session.run(formatTable(this.sockets, ranges, true));
      if (complaint === undefined) return;
      if (!isAboutOwner(complaint)) throw refused(complaint);
    }
    await runOrThrow(session, formatTable(this.sockets, ranges, false));
    this.knowsOwner = false;
  }
}

/** An old nft does not know the word, an old kernel does not know the flag. */
function isAboutOwner(complaint: string): boolean {
  return /owner|syntax error|not supported|invalid argument/i.test(complaint);
}

async function runOrThrow(session: NftSession, line: string): Promise<void> {
  const complaint = await session.run(line);
  if (complaint !== undefined) throw refused(complaint);
}

function refused(complaint: string): AppError {
  const isForeign = /not permitted|busy/i.test(complaint);
  const cure = isForeign
    ? 'another guard holds the table inet farend: farend divert status -c FILE, with its farend.yaml, tells of it'
    : 'nft list ruleset shows what stands there';
  return new AppError('DIVERT_UNAVAILABLE', `nft refuses: ${complaint}; ${cure}`);
}
