import { OpsError } from '../../core/base/errors';
import { createDetection } from '../../core/security/findings/detection';
import type { Finding } from '../../core/security/findings/finding';
import { toSecurityEvent } from '../../core/security/toEvent';
import { openLog } from '../../node/logs/openLog';
import { sourcesWithFiles, type ReadableSource } from './readableSources';
import type { App } from '../app';
import type { Workspace } from '../workspace';

/** What detectors found in the logs of an application. */
export interface FindingsRead {
  readonly findings: readonly Finding[];
  readonly sources: readonly ReadableSource[];
  /** Records that were looked at. */
  readonly records: number;
  /** Milliseconds since 1970 that reading began at, where it was asked for. */
  readonly since?: number;
  /** Sources of which only the newest part was read, and sources that could not be read, each with why. */
  readonly remarks: readonly string[];
}

/** What is looked at. */
export interface FindingsAsked {
  /** Milliseconds since 1970; the beginning of the files when absent. */
  readonly since?: number;
  /** Records of one source at most, the newest; all when absent. */
  readonly most?: number;
  /** Id or title of one source. */
  readonly source?: string;
}

const page = 2_000;

/**
 * Runs every detector over the logs of an application, from a moment on. Nothing is kept.
 *
 * @throws OpsError `noSource`; why a log cannot be read, where no record was read of any other
 */
export async function findingsOf(
  workspace: Workspace,
  app: App,
  asked: FindingsAsked,
  signal: AbortSignal,
): Promise<FindingsRead> {
  const sources = await sourcesWithFiles(workspace, app, asked.source, signal);
  const detection = createDetection();
  const remarks: string[] = [];
  let records = 0;
  let unread: OpsError | undefined;
  for (const source of sources) {
    try {
      records += await readInto(
        source,
        asked,
        (events) => detection.take(events),
        (remark) => remarks.push(remark),
        signal,
      );
    } catch (error) {
      if (!(error instanceof OpsError) || error.reason === 'cancelled') throw error;
      remarks.push(`${source.title}: ${error.message}`);
      unread ??= error;
    }
  }
  // Nothing was found because nothing was looked at: that is no answer.
  if (records === 0 && unread !== undefined) throw unread;
  const { since } = asked;
  return { findings: detection.findings(), sources, records, remarks, ...(since === undefined ? {} : { since }) };
}

async function readInto(
  { id, title, path, zone }: ReadableSource,
  { since, most = Number.POSITIVE_INFINITY }: FindingsAsked,
  take: (events: readonly ReturnType<typeof toSecurityEvent>[]) => void,
  remark: (text: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const reader = await openLog(path, zone === undefined ? {} : { zone });
  let from = since === undefined ? ('start' as const) : await reader.seek(since, signal);
  if (from === 'end') return 0;
  if (Number.isFinite(most)) {
    // The newest part alone: a look at a tree must not read gigabytes.
    const last = await reader.before('end', most, signal);
    const first = last.records[0];
    if (first === undefined) return 0;
    const time = last.records
      .map(({ record }) => toSecurityEvent(record, id, zone).time)
      .find((at) => at !== undefined);
    if (since === undefined || (time !== undefined && time > since)) {
      if (!last.atStart) remark(`${title}: the newest ${last.records.length} records.`);
      from = first.position;
    }
  }
  let read = 0;
  for (;;) {
    const { records, atEnd } = await reader.from(from, page, signal);
    // A page begins with the record that the one before ended with.
    const fresh = read === 0 ? records : records.slice(1);
    take(fresh.map(({ record }) => toSecurityEvent(record, id, zone)));
    read += fresh.length;
    const last = records.at(-1);
    if (atEnd || last === undefined || fresh.length === 0) return read;
    from = last.position;
  }
}
