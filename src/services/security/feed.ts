import { isAbort, messageOf, type OpsError } from '../../core/base/errors';
import type { Disposable } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import type { Logger } from '../../core/base/log';
import type { Finding } from '../../core/security/findings/finding';
import type { LogPath } from '../../core/security/logPath';
import type { LogReader, PlacedRecord } from '../../core/security/logs/logReader';
import { createRecordParser } from '../../core/security/records';
import type { StreamEntry } from '../../core/security/stream/entry';
import { createRing } from '../../core/security/stream/ring';
import { followFile } from '../../node/tail';
import type { BlockState } from '../../protocol/views/common';
import { createDetecting } from './detecting';
import type { StreamParts } from './parts';

/** A log that can be followed. */
export interface FeedSource {
  /** Unique in the application: `SecuritySource.id`. */
  readonly id: string;
  /** "security". */
  readonly title: string;
  /** For people: "storage/logs/laravel.log". */
  readonly what: string;
  readonly path: LogPath;
  /** What moments without an offset are in. */
  readonly zone?: string;
}

/** One log being followed, for all who look at it: the file is read once. */
export interface Feed {
  readonly source: FeedSource;
  readonly state: BlockState;
  /** The newest, oldest first. */
  entries(): readonly StreamEntry[];
  readonly onDidAdd: Event<readonly StreamEntry[]>;
  /** The log is followed anew: what was shown of it is read again. */
  readonly onDidRestart: Event<void>;
  readonly onDidChangeState: Event<void>;
  findings(): readonly Finding[];
  /** Events that were not looked at for findings: too many came at once. */
  readonly missed: number;
  toEntry(placed: PlacedRecord): StreamEntry;
  /** False when its file was renamed or written anew since: its position leads somewhere else now. */
  isInPlace(entry: StreamEntry): boolean;
  /** Reads its files by position, also when nobody holds the feed. */
  reader(): Promise<LogReader>;
  /** Follows the log while anybody holds it. */
  hold(): Disposable;
}

export interface FeedOptions {
  readonly source: FeedSource;
  /** Unique in the window: it begins the ids of the entries. */
  readonly number: number;
  readonly parts: StreamParts;
  readonly logger: Logger;
  /** Nobody holds it any more. */
  readonly onReleased: () => void;
}

/** Makes a feed that reads nothing yet. */
export function createFeed({ source, number, parts, logger, onReleased }: FeedOptions): Feed {
  const added = new Emitter<readonly StreamEntry[]>();
  const restarted = new Emitter<void>();
  const stateChanged = new Emitter<void>();
  const ring = createRing();
  const fileNumbers = new Map<string, number>();
  let files = 0;
  let detecting = createDetecting(parts.createDetection(), () => stateChanged.fire());
  let state: BlockState = { kind: 'loading' };
  let holders = 0;
  let following: AbortController | undefined;
  let opening: Promise<LogReader> | undefined;

  function say(next: BlockState): void {
    state = next;
    stateChanged.fire();
  }

  function fileNumber(file: string): number {
    const known = fileNumbers.get(file);
    if (known !== undefined) return known;
    fileNumbers.set(file, ++files);
    return files;
  }

  function toEntry({ position, record }: PlacedRecord): StreamEntry {
    return {
      id: `${number}-${fileNumber(position.file)}-${position.offset}`,
      position,
      record,
      event: parts.toEvent(record, source.id, source.zone),
    };
  }

  async function follow({ signal }: AbortController): Promise<void> {
    let parser = createRecordParser();
    let file = '';
    const add = (records: ReturnType<typeof parser.push>): void => {
      if (records.length === 0 || signal.aborted) return;
      const entries = records.map((record) => toEntry({ position: { file, offset: record.offset }, record }));
      ring.add(entries);
      detecting.take(entries.map(({ event }) => event));
      if (state.kind !== 'ready') say({ kind: 'ready' });
      added.fire(entries);
    };
    await followFile(source.path, {
      signal,
      onLines(batch) {
        file = batch.file;
        add(parser.push(batch.lines));
      },
      onIdle: () => add(parser.flush()),
      onReset(reason) {
        add(parser.flush());
        parser = createRecordParser();
        // Other bytes stand under the same name now.
        if (reason === 'rotated' || reason === 'truncated' || reason === 'removed') fileNumbers.delete(file);
        if (reason === 'removed') say({ kind: 'empty', message: `${source.what} was removed. It is watched for.` });
      },
      onError: (error: OpsError) => say({ kind: 'error', message: messageOf(error) }),
    });
  }

  function start(): void {
    const controller = new AbortController();
    following = controller;
    // Following begins near the end of the file: what was read before would come twice.
    ring.clear();
    detecting.dispose();
    detecting = createDetecting(parts.createDetection(), () => stateChanged.fire());
    state = { kind: 'empty', message: `Nothing in ${source.what} yet.` };
    restarted.fire();
    follow(controller).catch((error: unknown) => {
      if (isAbort(error) || following !== controller) return;
      logger.error('The security log stopped', error);
      say({ kind: 'error', message: messageOf(error) });
    });
  }

  return {
    source,
    get state() {
      return state;
    },
    entries: () => ring.all(),
    onDidAdd: added.event,
    onDidRestart: restarted.event,
    onDidChangeState: stateChanged.event,
    findings: () => detecting.findings(),
    get missed() {
      return detecting.missed;
    },
    toEntry,
    isInPlace: ({ id, position }) => id.startsWith(`${number}-${fileNumbers.get(position.file) ?? 0}-`),
    async reader() {
      opening ??= parts.openLog(source.path, {
        ...(source.zone === undefined ? {} : { zone: source.zone }),
        onTrouble: (error) => logger.info(`${source.what}: ${messageOf(error)}`),
      });
      const mine = opening;
      try {
        return await mine;
      } catch (error) {
        if (opening === mine) opening = undefined;
        throw error;
      }
    },
    hold() {
      let held = true;
      if (++holders === 1) start();
      return {
        dispose() {
          if (!held) return;
          held = false;
          if (--holders > 0) return;
          following?.abort();
          following = undefined;
          detecting.dispose();
          onReleased();
        },
      };
    },
  };
}
