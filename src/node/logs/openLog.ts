import { throwIfAborted } from '../../core/base/abort';
import { isAbort, isOpsError, OpsError } from '../../core/base/errors';
import type { LogPage, LogPosition, LogReader, PlacedRecord } from '../../core/security/logs/logReader';
import type { LogTarget } from '../../core/security/logs/logFiles';
import { recordsOf } from '../../core/security/logs/recordsOf';
import { isMissing } from '../tailFile';
import { createGzWindow } from './gzText';
import { type ListedFile, listLog, unreadable } from './logListing';
import { type LogText, openLogText } from './logText';
import { groupsBefore, groupsFrom, type GroupPage } from './pages';
import { searchText, type TextHears } from './searchText';
import { seekIn } from './seekIn';

/** How a log is read. */
export interface LogOptions {
  /** What moments without an offset are in: an IANA name or an offset; "UTC" when absent. Only `seek` asks. */
  readonly zone?: string;
  /** Told of an older file that is passed over, or damaged from some place on: once for each trouble. */
  onTrouble?(error: OpsError): void;
}

/**
 * Opens a log: its file or files and what rotation left of them. Nothing is held open between two calls. Files that come and
 * go are seen at `end`, `start`, `seek` and `search`. A file that becomes shorter ends where it ends now.
 */
export async function openLog(target: LogTarget, options: LogOptions = {}): Promise<LogReader> {
  const window = createGzWindow();
  const told = new Set<string>();
  const tell = (error: OpsError): void => {
    if (told.has(error.message)) return;
    told.add(error.message);
    options.onTrouble?.(error);
  };
  let files = await listLog(target);

  const relist = async (signal: AbortSignal): Promise<readonly ListedFile[]> => {
    throwIfAborted(signal);
    files = await listLog(target);
    return files;
  };

  /** Opens a listed file and does something with it; finds it again when it was renamed since the folder was listed. */
  const using = async <T>(
    file: ListedFile,
    work: (text: LogText) => Promise<T>,
    near = window,
  ): Promise<T | 'gone'> => {
    for (const attempt of [file, undefined]) {
      const now = attempt ?? (await listLog(target)).find(({ identity }) => identity === file.identity);
      if (now === undefined) return 'gone';
      let text: LogText;
      try {
        text = await openLogText(now.path, near, tell);
      } catch (error) {
        if (isMissing(error)) continue;
        throw unreadable(now.path, error);
      }
      try {
        if (text.identity === file.identity) return await work(text);
      } finally {
        await text.close();
      }
    }
    return 'gone';
  };

  /** The same for a file that nobody named: what cannot be read is told and passed over. */
  const passing = async <T>(
    file: ListedFile,
    work: (text: LogText) => Promise<T>,
    near = window,
  ): Promise<T | undefined> => {
    try {
      const done = await using(file, work, near);
      return done === 'gone' ? undefined : done;
    } catch (error) {
      // Trouble of the receiver's is none of the file's. The only file there is: nothing can be shown in its place.
      if (!isOpsError(error) || isOpsError(error, 'consumer') || isAbort(error) || files.length === 1) throw error;
      tell(error);
      return undefined;
    }
  };

  const indexOf = async (position: LogPosition, signal: AbortSignal): Promise<number> => {
    const find = (): number =>
      files.findIndex(({ path, identity }) =>
        position.identity === undefined ? path === position.file : identity === position.identity,
      );
    if (find() < 0) await relist(signal);
    const index = find();
    if (index < 0) throw moved(position);
    return index;
  };

  const placed = (file: ListedFile, page: GroupPage): readonly PlacedRecord[] =>
    recordsOf(page.groups, page.before).map((record) => ({
      position: { file: file.path, offset: record.offset, identity: file.identity },
      record,
    }));

  const hasText = (file: ListedFile | undefined): boolean => file !== undefined && file.bytes > 0;

  async function before(position: LogPosition | 'end', count: number, signal: AbortSignal): Promise<LogPage> {
    if (position === 'end') await relist(signal);
    const named = position === 'end' ? undefined : await indexOf(position, signal);
    const records: PlacedRecord[] = [];
    let atEnd = named === undefined || !files.slice(named + 1).some(hasText);
    let index = named ?? files.length - 1;
    for (; index >= 0 && records.length < count; index--) {
      throwIfAborted(signal);
      const file = files[index];
      if (file === undefined) continue;
      const read = async (
        text: LogText,
      ): Promise<{ found: readonly PlacedRecord[]; atEnd: boolean; more: boolean }> => {
        const size = await text.size(signal);
        const end = position !== 'end' && index === named ? Math.min(position.offset, size) : size;
        if (end === 0) return { found: [], atEnd: size === 0, more: false };
        const wanted = count - records.length;
        const page = await groupsBefore(text, end, wanted, signal);
        const found = placed(file, page)
          .filter(({ record }) => record.offset < end)
          .slice(-wanted);
        return { found, atEnd: page.atEnd, more: (found[0]?.record.offset ?? 0) > 0 };
      };
      const page = index === named ? await using(file, read) : await passing(file, read);
      if (page === 'gone') throw moved({ file: file.path, offset: 0 });
      if (page === undefined) continue;
      if (index === (named ?? files.length - 1)) atEnd &&= page.atEnd;
      records.unshift(...page.found);
      // A page that is full of long records ends here, though it has fewer than were asked for.
      if (page.more) return { records, atStart: false, atEnd };
    }
    return { records, atStart: !files.slice(0, index + 1).some(hasText), atEnd };
  }

  async function from(position: LogPosition | 'start', count: number, signal: AbortSignal): Promise<LogPage> {
    if (position === 'start') await relist(signal);
    const named = position === 'start' ? undefined : await indexOf(position, signal);
    const first = named ?? 0;
    const records: PlacedRecord[] = [];
    let atStart = !files.slice(0, first).some(hasText);
    let index = first;
    for (; index < files.length && records.length < count; index++) {
      throwIfAborted(signal);
      const file = files[index];
      if (file === undefined) continue;
      const wanted = count - records.length;
      const offset = position !== 'start' && index === named ? position.offset : 0;
      const read = async (text: LogText): Promise<{ found: readonly PlacedRecord[]; more: boolean }> => {
        if (offset > 0 && offset >= (await text.size(signal))) return { found: [], more: false };
        const page = await groupsFrom(text, offset, wanted, signal);
        const all = placed(file, page);
        // The record that holds the place, and what follows: a group may hold one before it.
        const holds = all.findLastIndex(({ record }) => record.offset <= offset);
        const found = all.slice(Math.max(0, holds)).slice(0, wanted);
        return { found, more: !page.atEnd || found.at(-1) !== all.at(-1) };
      };
      const page = index === named ? await using(file, read) : await passing(file, read);
      if (page === 'gone') throw moved({ file: file.path, offset: 0 });
      if (page === undefined) continue;
      if (index === first) atStart &&= offset === 0 || page.found[0]?.record.offset === 0;
      records.push(...page.found);
      if (page.more) return { records, atStart, atEnd: false };
    }
    return { records, atStart, atEnd: !files.slice(index).some(hasText) };
  }

  return {
    before,
    from,
    async search(search, hears, signal) {
      const listed = await relist(signal);
      const totalBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
      let done = 0;
      let matches = 0;
      for (const file of listed) {
        const progress = (onDisk: number) => ({ bytes: Math.min(totalBytes, done + onDisk), totalBytes, matches });
        const inFile: TextHears = {
          async onRecords(found) {
            matches += found.length;
            const { path, identity } = file;
            try {
              await hears.onMatches(
                found.map((record) => ({ position: { file: path, offset: record.offset, identity }, record })),
              );
            } catch (error) {
              throw new OpsError('consumer', 'The receiver of log records failed.', {}, { cause: error });
            }
          },
          onBlock: (onDisk) => hears.onProgress(progress(onDisk)),
        };
        try {
          // With a window of its own: pages are read while it goes on.
          await passing(file, (text) => searchText(text, search, inFile, signal), createGzWindow());
        } catch (error) {
          throw isOpsError(error, 'consumer') ? error.cause : error;
        }
        done += file.bytes;
        hears.onProgress(progress(0));
      }
      return { bytes: totalBytes, totalBytes, matches };
    },
    async seek(time, signal) {
      for (const file of await relist(signal)) {
        throwIfAborted(signal);
        const offset = await passing(file, (text) => seekIn(text, time, options.zone ?? 'UTC', signal));
        if (offset !== undefined && offset !== 'after') return { file: file.path, offset, identity: file.identity };
      }
      return 'end';
    },
    async size(signal) {
      const sizes: number[] = [];
      for (const file of await relist(signal))
        sizes.push(window.key === `${file.identity}:${file.bytes}` ? (window.size ?? file.bytes) : file.bytes);
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}

function moved({ file }: LogPosition): OpsError {
  return new OpsError('moved', `${file} was compressed or removed since this place in it was read.`, {
    safe: 'Nothing was changed.',
    next: 'Go to the end of the log and look from there.',
  });
}
