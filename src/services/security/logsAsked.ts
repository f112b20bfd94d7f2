import { isAbort, isOpsError, OpsError } from '../../core/base/errors';
import { displayRecord } from '../../core/security/display';
import type { LogLevel } from '../../core/security/level';
import type { LogPosition, PlacedRecord } from '../../core/security/logs/logReader';
import { createRecordParser } from '../../core/security/records';
import type { StreamEntry } from '../../core/security/stream/entry';
import { compileFilter, type CompiledFilter } from '../../core/security/stream/filter';
import { toSecurityEvent } from '../../core/security/toEvent';
import { openLog } from '../../node/logs/openLog';
import { followFile } from '../../node/tail';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { type ReadableSource, sourcesWithFiles } from './readableSources';

/** Which records of a log somebody wants. */
export interface LogsAsked {
  /** Name of the log; the first, security channels before others, when absent. */
  readonly source?: string;
  /** As in the stream: words, ip: user: event: route: … */
  readonly filter: string;
  readonly level: LogLevel;
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
  /** The newest that match, at most. */
  readonly lines: number;
  readonly follow: boolean;
}

/** One record, ready to be shown: no control characters, no secrets. */
export interface ShownRecord {
  /** ISO 8601; null when the moment as written cannot be understood. */
  readonly time: string | null;
  readonly at: string | null;
  readonly level: LogLevel | null;
  readonly channel: string | null;
  readonly event: string | null;
  readonly user: string | null;
  readonly ip: string | null;
  readonly route: string | null;
  readonly status: number | null;
  readonly message: string;
  readonly details: string | null;
  /** True where the record may have been forged by what somebody wrote into another. */
  readonly forged: boolean;
  readonly file: string;
  readonly offset: number;
}

/** What somebody who asked for records hears. */
export interface LogsHeard {
  /** Once, before anything is read. */
  onSource(source: ReadableSource): void;
  /** In the order of the log. */
  onRecords(records: readonly ShownRecord[]): void;
  /** The file cannot be read just now; while it is followed it is tried again. */
  onTrouble(error: OpsError): void;
}

const page = 1_000;

/**
 * The newest records of a log that match, oldest first, then, when asked, those that come. Reads backwards, so that the
 * size of the log does not matter to what is found near its end.
 *
 * @throws OpsError `noSource`, `badFilter`, what reading throws
 */
export async function logsAsked(
  workspace: Workspace,
  app: App,
  asked: LogsAsked,
  hears: LogsHeard,
  signal: AbortSignal,
): Promise<void> {
  const [source] = await sourcesWithFiles(workspace, app, asked.source, signal);
  if (source === undefined) return;
  const { since, until } = asked;
  const filter = compileFilter({
    text: asked.filter,
    regex: false,
    level: asked.level,
    ...(since === undefined ? {} : { from: since }),
    ...(until === undefined ? {} : { to: until }),
  });
  if ('problem' in filter) throw new OpsError('badFilter', filter.problem);
  hears.onSource(source);
  const shown = (entries: readonly StreamEntry[]): readonly ShownRecord[] =>
    entries.map((entry) => shownRecord(entry, (text) => workspace.host.redactor.redact(text)));
  const { found, last } = await newest(source, filter, asked, signal);
  if (found.length > 0) hears.onRecords(shown(found));
  if (!asked.follow) return;
  const hear = (entries: readonly StreamEntry[]): void => {
    const matching = entries.filter((entry) => filter.matches(entry));
    if (matching.length > 0) hears.onRecords(shown(matching));
  };
  await follow(source, last, hear, (error) => hears.onTrouble(error), signal);
}

/** The newest that match, oldest first, and the place of the newest record of all. */
async function newest(
  source: ReadableSource,
  filter: CompiledFilter,
  { lines, since }: LogsAsked,
  signal: AbortSignal,
): Promise<{ readonly found: readonly StreamEntry[]; readonly last?: LogPosition }> {
  const reader = await openLog(source.path, source.zone === undefined ? {} : { zone: source.zone });
  let last: LogPosition | undefined;
  const pages: (readonly StreamEntry[])[] = [];
  let count = 0;
  let from: LogPosition | 'end' = 'end';
  while (count < lines) {
    const { records, atStart } = await reader.before(from, page, signal);
    last ??= records.at(-1)?.position;
    const entries = records.map((placed) => entryOf(placed, source));
    const matching = entries.filter((entry) => filter.matches(entry));
    pages.unshift(matching);
    count += matching.length;
    const [first] = entries;
    if (atStart || first === undefined) break;
    // Writers may be some seconds out of order, not an hour.
    if (since !== undefined && (first.event.time ?? since) < since - 3_600_000) break;
    from = first.position;
  }
  return { found: pages.flat().slice(-lines), ...(last === undefined ? {} : { last }) };
}

/**
 * Follows from the record on that was read last. What came before following began, and what rotation moved away meanwhile, is
 * read by place, once following has begun; what following reads again of it is left out by its place.
 */
async function follow(
  source: ReadableSource,
  last: LogPosition | undefined,
  hear: (entries: readonly StreamEntry[]) => void,
  trouble: (error: OpsError) => void,
  signal: AbortSignal,
): Promise<void> {
  let parser = createRecordParser();
  let file = '';
  let caughtUp = false;
  let heard = last;
  const add = (records: ReturnType<typeof parser.push>): void => {
    const offset = heard?.file === file ? heard.offset : -1;
    const placed = records.map((record) => ({ position: { file, offset: record.offset }, record }));
    hear(placed.filter(({ position }) => position.offset > offset).map((each) => entryOf(each, source)));
  };
  const catchUp = async (): Promise<void> => {
    try {
      for await (const records of recordsAfter(source, last, signal)) {
        heard = records.at(-1)?.position ?? heard;
        hear(records.map((placed) => entryOf(placed, source)));
      }
    } catch (error) {
      if (!isOpsError(error)) throw error;
      // Compressed or removed meanwhile: what is followed is a file of its own.
      heard = undefined;
      if (!isAbort(error)) trouble(error);
    }
  };
  await followFile(source.path, {
    signal,
    async onLines(batch) {
      file = batch.file;
      if (!caughtUp) await catchUp();
      caughtUp = true;
      add(parser.push(batch.lines));
    },
    onIdle: () => add(parser.flush()),
    onReset() {
      add(parser.flush());
      parser = createRecordParser();
      // Before the first lines nothing is left out yet.
      if (caughtUp) heard = undefined;
    },
    onError: trouble,
  });
}

/** Records after a place, page by page; all of them without one. */
async function* recordsAfter(
  { path }: ReadableSource,
  last: LogPosition | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly PlacedRecord[]> {
  // Opened anew: files may have other names than when the last page was read.
  const reader = await openLog(path);
  let from = last;
  for (;;) {
    const { records, atEnd } = await reader.from(from ?? 'start', page, signal);
    // A page begins with the record that the one before ended with.
    const fresh = from === undefined ? records : records.slice(1);
    if (fresh.length > 0) yield fresh;
    from = records.at(-1)?.position;
    if (atEnd || fresh.length === 0) return;
  }
}

function entryOf({ position, record }: PlacedRecord, { id, zone }: ReadableSource): StreamEntry {
  return {
    id: `${position.file} ${position.offset}`,
    position,
    record,
    event: toSecurityEvent(record, id, zone),
  };
}

function shownRecord({ position, record, event }: StreamEntry, redact: (text: string) => string): ShownRecord {
  const shown = displayRecord(record, redact);
  return {
    time: event.time === undefined ? null : new Date(event.time).toISOString(),
    at: shown.at ?? null,
    level: shown.level ?? null,
    channel: shown.channel ?? null,
    event: shown.event ?? null,
    user: shown.user ?? null,
    ip: shown.ip ?? null,
    route: shown.route ?? null,
    status: record.status ?? null,
    message: shown.message,
    details: shown.details ?? null,
    forged: record.forged === true,
    file: position.file,
    offset: position.offset,
  };
}
