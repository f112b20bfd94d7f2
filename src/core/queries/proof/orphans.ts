import { messageOf } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { dropSchema, holdScratch, ownership, releaseScratch, scratchNames, type Marker } from './marker';

/** A scratch schema whose owner is gone. */
export interface Orphan {
  readonly schema: string;
  /** Undefined: it is empty, because its owner died before it wrote one. */
  readonly marker?: Marker;
}

/**
 * Scratch schemas on this server that nobody uses any more: the name is one of ours, the marker is in it (or nothing is), and
 * no session holds its lock. Changes nothing but for taking and giving back that lock.
 */
export async function findOrphans(session: BulkSession, signal: AbortSignal): Promise<readonly Orphan[]> {
  const orphans: Orphan[] = [];
  for (const schema of await scratchNames(session, signal)) {
    const orphan = await whileFree(session, schema, signal, () => orphanOf(session, schema, signal));
    if (orphan !== undefined) orphans.push(orphan);
  }
  return orphans;
}

/** What became of the orphans of a server. */
export interface DroppedOrphans {
  readonly dropped: readonly string[];
  /** What could not be dropped, and why. They are found again the next time. */
  readonly left: readonly { readonly schema: string; readonly reason: string }[];
}

/**
 * Drops what `findOrphans` finds. Each is looked at once more while its lock is held, so that two windows that start at the
 * same time do not meet.
 */
export async function dropOrphans(session: BulkSession, signal: AbortSignal): Promise<DroppedOrphans> {
  const dropped: string[] = [];
  const left: { schema: string; reason: string }[] = [];
  for (const schema of await scratchNames(session, signal)) {
    try {
      await whileFree(session, schema, signal, async () => {
        if ((await orphanOf(session, schema, signal)) === undefined) return;
        await dropSchema(session, schema);
        dropped.push(schema);
      });
    } catch (error) {
      if (signal.aborted) throw error;
      left.push({ schema, reason: messageOf(error) });
    }
  }
  return { dropped, left };
}

async function orphanOf(session: BulkSession, schema: string, signal: AbortSignal): Promise<Orphan | undefined> {
  const found = await ownership(session, schema, signal);
  if (found === undefined) return undefined;
  return found === 'empty' ? { schema } : { schema, marker: found };
}

async function whileFree<T>(
  session: BulkSession,
  schema: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!(await holdScratch(session, schema, signal))) return undefined;
  try {
    return await work();
  } finally {
    // A lost connection has given it back already; the work's own error is the one to tell.
    await releaseScratch(session, schema, AbortSignal.timeout(5_000)).catch((error: unknown) => messageOf(error));
  }
}
