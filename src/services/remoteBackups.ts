import { isOpsError, OpsError } from '../core/base/errors';
import type { BackupFile, RemoteBackups, RemoteListing } from '../core/backups/catalog';
import { backupDestinations, type BackupDestination } from '../core/backups/destination';
import { s3Key, s3Path, s3Place } from '../core/backups/disk';
import type { RandomAccess } from '../core/backups/randomAccess';
import { readArchiveContents } from '../node/archives';
import type { S3Bucket, S3Object } from '../node/drivers/s3/index';
import { loadS3 } from '../node/loadS3';
import type { App, ReadEnvironment } from './app';

/** A list costs a request for each thousand objects: it is told again for this long. Milliseconds. */
const keptMs = 5 * 60_000;
/** A server that did not answer is not asked again at once. */
const failedMs = 60_000;

interface Kept {
  readonly at: number;
  readonly objects: readonly S3Object[];
}

const listings = new WeakMap<App, Map<string, Kept>>();
const failures = new WeakMap<App, Map<string, { readonly at: number; readonly error: OpsError }>>();

/** Forgets what S3 told of an app: the next look asks again. */
export function forgetRemoteBackups(app: App): void {
  listings.delete(app);
  failures.delete(app);
}

/** Buckets that are open for one piece of work. `close` when it is done. */
export interface RemoteWork {
  readonly remote: RemoteBackups;
  close(): void;
}

/**
 * Buckets of an app as the catalog asks for them. Nothing is opened before it is needed.
 *
 * @param ask false: nothing is asked, what was told before is told again, however old
 */
export function remoteBackups(app: App, read: ReadEnvironment, ask: boolean): RemoteWork {
  const buckets = openBuckets(app, read);
  const kept = of(listings, app);
  const failed = of(failures, app);
  const now = Date.now();
  return {
    close: () => buckets.close(),
    remote: {
      async list(destination, signal = neverAborted) {
        const key = keyOf(destination, read);
        const last = kept.get(key);
        if (last !== undefined && (!ask || now - last.at < keptMs)) return listingOf(last, destination);
        if (!ask) throw notAsked(destination);
        const failure = failed.get(key);
        if (failure !== undefined && now - failure.at < failedMs) throw failure.error;
        try {
          const bucket = await buckets.of(destination);
          const objects = await bucket.list(destination.s3?.prefix ?? '', signal);
          const fresh = { at: Date.now(), objects };
          kept.set(key, fresh);
          failed.delete(key);
          return listingOf(fresh, destination);
        } catch (error) {
          if (isOpsError(error) && error.reason !== 'cancelled') failed.set(key, { at: Date.now(), error });
          throw error;
        }
      },
      async inspect(file, destination, signal = neverAborted) {
        if (!ask) throw notAsked(destination);
        const objectKey = destination.s3 === undefined ? undefined : s3Key(destination.s3.disk, file.path);
        if (objectKey === undefined)
          throw new OpsError('missing', `${file.path} is in none of the application's buckets.`);
        const bucket = await buckets.of(destination);
        const known = kept.get(keyOf(destination, read))?.objects.find(({ key }) => key === objectKey);
        const access = await bucket.open(objectKey, signal, known);
        return readArchiveContents(access, file.path, signal);
      },
    },
  };
}

/**
 * An archive in one of the buckets of an app's destinations, by its path in the catalog, for verifying and restoring. Its
 * `close` ends the connections.
 *
 * @throws OpsError `missing` when no bucket of the environment in use has it, and what S3 says
 */
export async function openRemoteBackup(app: App, path: string, signal: AbortSignal): Promise<RandomAccess> {
  const read = await app.current(signal);
  const buckets = openBuckets(app, read);
  for (const destination of backupDestinations(read.project)) {
    const key = destination.s3 === undefined ? undefined : s3Key(destination.s3.disk, path);
    if (key === undefined) continue;
    try {
      const file = await (await buckets.of(destination)).open(key, signal);
      return { ...file, close: () => file.close().finally(() => buckets.close()) };
    } catch (error) {
      buckets.close();
      throw error;
    }
  }
  throw new OpsError('missing', `${path} is in none of the application's buckets.`);
}

const neverAborted = new AbortController().signal;

function of<T>(all: WeakMap<App, Map<string, T>>, app: App): Map<string, T> {
  const found = all.get(app) ?? new Map<string, T>();
  all.set(app, found);
  return found;
}

/** One client for each disk, opened once. */
function openBuckets(
  app: App,
  read: ReadEnvironment,
): { of(destination: BackupDestination): Promise<S3Bucket>; close(): void } {
  const opened = new Map<string, Promise<S3Bucket>>();
  const open = async ({ s3 }: BackupDestination): Promise<S3Bucket> => {
    app.requireTrust();
    if (s3 === undefined) throw new OpsError('notConfigured', 'This destination is not on S3.');
    const { openS3 } = await loadS3();
    const { credentials } = s3.disk;
    if (credentials === undefined) return openS3(s3.disk, undefined);
    const [key, secret, token] = await Promise.all([
      app.secret(credentials.key, read.project),
      app.secret(credentials.secret, read.project),
      credentials.token === undefined ? undefined : app.secret(credentials.token, read.project),
    ]);
    if (key === undefined || secret === undefined)
      throw new OpsError('noCredentials', `The access key of bucket ${s3.disk.bucket} is not known any more.`);
    return openS3(s3.disk, { key, secret, ...(token === undefined ? {} : { token }) });
  };
  return {
    of(destination) {
      const id = keyOf(destination, read);
      const found = opened.get(id) ?? open(destination);
      opened.set(id, found);
      return found;
    },
    close() {
      for (const bucket of opened.values())
        bucket.then(
          (each) => each.close(),
          // Who asked for it was told; there is nothing to close.
          () => undefined,
        );
      opened.clear();
    },
  };
}

/** Configuration and environment: keys of another environment see other objects. */
function keyOf({ s3 }: BackupDestination, { environment }: ReadEnvironment): string {
  return JSON.stringify([environment.id, s3]);
}

function listingOf({ at, objects }: Kept, { s3 }: BackupDestination): RemoteListing {
  if (s3 === undefined) return { files: [], listedAt: new Date(at) };
  const { disk } = s3;
  const files = objects.map(
    ({ key, sizeBytes, modifiedAt }): BackupFile => ({
      name: key.slice(key.lastIndexOf('/') + 1),
      path: s3Path(disk, key),
      sizeBytes,
      modifiedAt,
    }),
  );
  return { files, listedAt: new Date(at) };
}

function notAsked({ s3 }: BackupDestination): OpsError {
  const place = s3 === undefined ? 'It' : s3Place(s3.disk);
  return new OpsError('notAsked', `${place}: not listed yet; the Backups view asks.`);
}
