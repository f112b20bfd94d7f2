// The entry of dist/s3.js: the AWS client, parsed when somebody looks at backups on S3 for the first time.
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { throwIfAborted, withTimeout } from '../../../core/base/abort';
import { OpsError } from '../../../core/base/errors';
import type { S3Disk } from '../../../core/backups/disk';
import type { RandomAccess } from '../../../core/backups/randomAccess';
import { s3Error, type S3Target } from './errors';

/** Resolved access keys: they live in the client and nowhere else. */
export interface S3Credentials {
  readonly key: string;
  readonly secret: string;
  readonly token?: string;
}

export interface S3Object {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  /** Changes when the object is replaced. */
  readonly etag?: string;
}

/** One bucket, read only. Every request has a limit, and every method rejects with OpsError. */
export interface S3Bucket {
  /** All objects whose key begins with `prefix`, "folders" left out. */
  list(prefix: string, signal: AbortSignal): Promise<readonly S3Object[]>;
  /** An object for ranged reading. With `known` nothing is asked before the first read. */
  open(key: string, signal: AbortSignal, known?: Omit<S3Object, 'key'>): Promise<RandomAccess>;
  close(): void;
}

/** Milliseconds. A block of 8 MB takes 20 s at 3 Mbit/s. */
const limits = { connect: 5_000, list: 30_000, head: 15_000, read: 60_000 };
/** One request for each block of a restore; the list of contents asks for smaller ones. */
const blockBytes = 8 * 1024 * 1024;
/** 1,000 objects a page: more is no folder of backups. */
const mostPages = 50;

/** Opens the bucket of a disk. Nothing is asked yet. Without credentials the client looks for them as the AWS tools do. */
export function openS3(disk: S3Disk, credentials: S3Credentials | undefined): S3Bucket {
  const target: S3Target = {
    bucket: disk.bucket,
    server: hostOf(disk.endpoint),
    ...(disk.region === undefined ? {} : { region: disk.region }),
  };
  let client: S3Client;
  try {
    client = new S3Client(configOf(disk, credentials));
  } catch (error) {
    throw s3Error(error, target);
  }
  const ask = async <T>(
    what: string,
    about: S3Target,
    limit: number,
    signal: AbortSignal,
    work: (either: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    try {
      return await withTimeout(what, limit, signal, work);
    } catch (error) {
      throwIfAborted(signal);
      throw s3Error(error, about);
    }
  };
  return {
    async list(prefix, signal) {
      const found: S3Object[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page++) {
        const input = {
          Bucket: disk.bucket,
          Prefix: prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        };
        const what = `listing bucket ${disk.bucket}`;
        const answer = await ask(what, target, limits.list, signal, (abortSignal) =>
          client.send(new ListObjectsV2Command(input), { abortSignal }),
        );
        for (const { Key, Size, LastModified, ETag } of answer.Contents ?? []) {
          if (Key === undefined || Size === undefined || LastModified === undefined || Key.endsWith('/')) continue;
          const etag = ETag === undefined ? {} : { etag: ETag };
          found.push({ key: Key, sizeBytes: Size, modifiedAt: LastModified, ...etag });
        }
        token = answer.NextContinuationToken;
        if (answer.IsTruncated !== true || token === undefined) return found;
      }
      throw new OpsError('tooMany', `Bucket ${disk.bucket} holds more than ${mostPages},000 objects below ${prefix}.`);
    },
    async open(key, signal, known) {
      const about = { ...target, key };
      const object = known ?? (await head(key, about, signal));
      return accessOf(object, (range, abort) =>
        ask(`reading ${key}`, about, limits.read, abort, async (abortSignal) => {
          const match = object.etag === undefined ? {} : { IfMatch: object.etag };
          const input = { Bucket: disk.bucket, Key: key, Range: range, ...match };
          const { Body, ContentRange } = await client.send(new GetObjectCommand(input), { abortSignal });
          if (Body === undefined) throw new OpsError('notS3', `${about.server} answered without data.`);
          // A server that ignores ranges would send everything.
          if (ContentRange === undefined) {
            if ('destroy' in Body) Body.destroy();
            throw new OpsError('notS3', `${about.server} does not answer requests for a part of a file.`);
          }
          return Body.transformToByteArray();
        }),
      );
    },
    close: () => client.destroy(),
  };

  async function head(key: string, about: S3Target, signal: AbortSignal): Promise<Omit<S3Object, 'key'>> {
    const answer = await ask(`asking for ${key}`, about, limits.head, signal, (abortSignal) =>
      client.send(new HeadObjectCommand({ Bucket: disk.bucket, Key: key }), { abortSignal }),
    );
    const { ContentLength, LastModified, ETag } = answer;
    if (ContentLength === undefined) throw new OpsError('notS3', `${about.server} does not say how large ${key} is.`);
    const etag = ETag === undefined ? {} : { etag: ETag };
    return { sizeBytes: ContentLength, modifiedAt: LastModified ?? new Date(0), ...etag };
  }
}

function accessOf(
  { sizeBytes: size, modifiedAt }: Omit<S3Object, 'key'>,
  get: (range: string, signal: AbortSignal) => Promise<Uint8Array>,
): RandomAccess {
  return {
    size,
    mtimeMs: modifiedAt.getTime(),
    blockBytes,
    async read(offset, length, signal) {
      const end = Math.min(offset + length, size);
      // S3 has no empty ranges.
      if (end <= offset) return new Uint8Array(0);
      const bytes = await get(`bytes=${offset}-${end - 1}`, signal);
      return bytes.subarray(0, end - offset);
    },
    // Each request is on its own: there is nothing to give back.
    close: () => Promise.resolve(),
  };
}

function configOf({ region, endpoint, pathStyle }: S3Disk, credentials: S3Credentials | undefined): S3ClientConfig {
  // A server that is not Amazon's has no regions, but signatures name one.
  const used = region ?? (endpoint === undefined ? undefined : 'us-east-1');
  return {
    forcePathStyle: pathStyle,
    maxAttempts: 2,
    // Amazon says where a bucket is; others have no other region to go to.
    followRegionRedirects: endpoint === undefined,
    // Compatible servers do not send the checksums that Amazon does.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: limits.connect, requestTimeout: limits.read, throwOnRequestTimeout: true },
    ...(used === undefined ? {} : { region: used }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: credentials.key,
            secretAccessKey: credentials.secret,
            ...(credentials.token === undefined ? {} : { sessionToken: credentials.token }),
          },
        }),
  };
}

function hostOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'Amazon S3';
  return /^[a-z]+:\/\/(?:[^@/]*@)?([^/]+)/i.exec(endpoint)?.[1] ?? 'The endpoint';
}
