import { throwIfAborted } from '../../core/base/abort';
import type { LogSearch } from '../../core/security/logs/logReader';
import { createNeedle, type Needle } from '../../core/security/logs/needle';
import { createRecordGroups, type RecordGroup } from '../../core/security/logs/recordGroups';
import { recordsOf } from '../../core/security/logs/recordsOf';
import type { LogRecord } from '../../core/security/records';
import { createLineBytes } from '../lineBytes';
import { createGroupFinder } from './groupFinder';
import type { LogText } from './logText';

/** What a search in one file tells while it reads. */
export interface TextHears {
  /** In the order of the file; never empty. A promise is waited for before reading goes on. */
  onRecords(found: readonly LogRecord[]): void | Promise<void>;
  /** After every block: bytes of the file read so far, as it is on disk. */
  onBlock(onDisk: number): void;
}

/** Looks through one file, block by block, in constant memory. Ends at the size that the file had when it began. */
export async function searchText(
  text: LogText,
  search: LogSearch,
  hears: TextHears,
  signal: AbortSignal,
): Promise<void> {
  const needle = createNeedle(search.contains ?? '');
  if (needle === undefined) await searchAll(text, search, hears, signal);
  else await searchBytes(text, search, needle, hears, signal);
}

/** Every record is made and asked. */
async function searchAll(text: LogText, search: LogSearch, hears: TextHears, signal: AbortSignal): Promise<void> {
  const splitter = createLineBytes(0, false);
  const groups = createRecordGroups(0);
  const turns = createTurns();
  const ask = (found: readonly RecordGroup[]): Promise<void> => tell(recordsOf(found), search, hears);
  for await (const { bytes, onDisk } of text.blocks(0, signal)) {
    for (const piece of piecesOf(bytes)) {
      throwIfAborted(signal);
      await ask(groups.push(splitter.push(piece)));
      await turns.take();
    }
    hears.onBlock(onDisk);
  }
  throwIfAborted(signal);
  await ask([...groups.push(splitter.end()), ...groups.end()]);
}

/** Records of so many bytes are made at once: some milliseconds of work where each matches. */
const pieceBytes = 128 * 1024;

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
}

/** How long the thread may be held. */
const turnMs = 8;

/** Only records around places that hold the bytes are made. */
async function searchBytes(
  text: LogText,
  search: LogSearch,
  needle: Needle,
  hears: TextHears,
  signal: AbortSignal,
): Promise<void> {
  const finder = createGroupFinder(text, needle);
  const turns = createTurns();
  for await (const { bytes, onDisk } of text.blocks(0, signal)) {
    for (const piece of piecesOf(bytes)) {
      throwIfAborted(signal);
      const groups = await finder.push(piece, signal);
      if (groups.length > 0) await tell(recordsOf(groups), search, hears);
      await turns.take();
    }
    hears.onBlock(onDisk);
  }
  throwIfAborted(signal);
  await tell(recordsOf(finder.end()), search, hears);
}

async function tell(records: readonly LogRecord[], search: LogSearch, hears: TextHears): Promise<void> {
  const found = records.filter(search.matches);
  if (found.length > 0) await hears.onRecords(found);
}

/** Lets others have the thread, when it was held for some milliseconds. */
function createTurns(): { take(): Promise<void> | undefined } {
  let since = performance.now();
  return {
    take() {
      if (performance.now() - since < turnMs) return undefined;
      return new Promise((resolve) =>
        setImmediate(() => {
          since = performance.now();
          resolve();
        }),
      );
    },
  };
}
