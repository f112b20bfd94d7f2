import { dumpEntryName } from '../../core/backups/dumper/archiveName';
import type { DatabaseDumper } from '../../core/backups/dumper/dumper';
import type { BackupMade, DumpOptions, DumpProgress } from '../../core/backups/dumper/made';
import type { SqlProfile } from '../../core/connections/profile';
import { writeArchive } from './archiveWriter';

/** Where an archive goes and what it is called. */
export interface ArchivePlace {
  /** Absolute: a spatie destination's folder, or `ownFolder(root).backups` made by `ensureOwnFolder`. */
  readonly folder: string;
  /** The application's (`app.timezone`); undefined: UTC. */
  readonly timeZone: string | undefined;
  /** spatie's `destination.filename_prefix`. */
  readonly prefix?: string;
}

export interface BackUpOptions extends DumpOptions {
  readonly place: ArchivePlace;
  /** The profile's own when left out. */
  readonly database?: string;
  readonly connectTimeoutMs: number;
  readonly programName: string;
  /** Now, when left out. */
  readonly now?: Date;
}

/**
 * Backs one database up with our own dumper: a consistent snapshot, read through a session that cannot write, into an archive that
 * is read back before it gets its name.
 *
 * @param password of the database account; `options.password` is the archive's
 */
export async function backUpBuiltIn(
  dumper: DatabaseDumper,
  profile: SqlProfile,
  password: string | undefined,
  options: BackUpOptions,
): Promise<BackupMade> {
  const started = performance.now();
  const now = options.now ?? new Date();
  const { signal, onProgress } = options;
  let progress: DumpProgress = { tablesDone: 0, tables: 0, rows: 0, dumpBytes: 0, writtenBytes: 0 };
  const report = (change: Partial<DumpProgress>): void => {
    progress = { ...progress, ...change };
    onProgress?.(progress);
  };
  const source = await dumper.open(profile, password, {
    signal,
    connectTimeoutMs: options.connectTimeoutMs,
    programName: options.programName,
    now,
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.withoutRowsOf === undefined ? {} : { withoutRowsOf: options.withoutRowsOf }),
    onProgress: (change) => {
      const { table: _before, ...rest } = progress;
      progress = { ...rest, ...change };
      onProgress?.(progress);
    },
  });
  try {
    const { path, sizeBytes, sha256, encrypted, result } = await writeArchive(
      {
        ...options.place,
        now,
        entry: dumpEntryName(source.flavour, source.database),
        signal,
        ...(options.password === undefined ? {} : { password: options.password }),
        onWritten: (writtenBytes) => report({ writtenBytes }),
      },
      (sink) => source.dump(sink),
    );
    const { dumpBytes: _counted, ...summary } = result;
    return {
      tool: 'builtIn',
      path,
      sizeBytes,
      sha256,
      encrypted,
      ...summary,
      milliseconds: Math.round(performance.now() - started),
    };
  } finally {
    source.close();
  }
}
