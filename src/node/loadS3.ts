import type * as s3 from './drivers/s3/index';

let loading: Promise<typeof s3> | undefined;

/** The AWS client, parsed when somebody looks at backups on S3 for the first time. An output file of its own. */
export function loadS3(): Promise<typeof s3> {
  loading ??= import('./drivers/s3/index');
  return loading;
}
