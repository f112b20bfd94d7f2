import type { DumpFiles } from '../../core/backups/dump/dumpBytes';
import type { RandomAccessFiles } from '../../core/backups/randomAccess';
import { openDumpFiles } from '../../node/archive/dumpFiles';
import { localFiles } from '../../node/archive/localFiles';
import type { App } from '../app';
import { openRemoteBackup } from '../remoteBackups';

/** Where the backups of an app lie: on this machine's disks, and in the buckets of its configuration ("s3://bucket/key"). */
export function backupFilesOf(app: App): RandomAccessFiles {
  return {
    open: (path, signal) =>
      path.startsWith('s3://') ? openRemoteBackup(app, path, signal) : localFiles.open(path, signal),
    list: async (path, signal) => (path.startsWith('s3://') ? undefined : localFiles.list?.(path, signal)),
  };
}

/** Opens the dumps of an app's backups. */
export function dumpFilesOf(app: App): DumpFiles {
  return openDumpFiles(backupFilesOf(app));
}
