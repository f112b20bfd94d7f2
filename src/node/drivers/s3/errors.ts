import { isOpsError, OpsError } from '../../../core/base/errors';

/** What was asked, for messages. */
export interface S3Target {
  readonly bucket: string;
  /** Host of the server, or "Amazon S3". */
  readonly server: string;
  readonly region?: string;
  readonly key?: string;
}

type Said = readonly [reason: string, message: string, next: string];

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}

function statusOf(error: unknown): number | undefined {
  const status = field(field(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

const certificate =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/;

function network(code: string, { server }: S3Target): Said | undefined {
  if (certificate.test(code))
    return [
      'tls',
      `${server} shows a certificate that is not trusted here (${code}).`,
      'Give Node its certificate authority with NODE_EXTRA_CA_CERTS, or correct the endpoint.',
    ];
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return ['tls', `${server} does not speak TLS as asked (${code}).`, 'Look whether the endpoint is http or https.'];
  switch (code) {
    case 'ECONNREFUSED':
      return ['unreachable', `${server} refused the connection.`, 'Look whether it runs, and at the endpoint.'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['unreachable', `${server} is not found (${code}).`, 'Look at the endpoint and at the network.'];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
    case 'EPIPE':
      return ['unreachable', `${server} does not answer (${code}).`, 'Look at the endpoint and at the network.'];
    case 'ERR_INVALID_URL':
      return ['notConfigured', `The endpoint of bucket ${server} is no URL.`, 'Write it with https:// in front.'];
    default:
      return undefined;
  }
}

/** Error codes of the S3 API (Amazon S3 API Reference, "Error responses"); compatible servers answer with the same. */
function answered(name: string, status: number | undefined, error: unknown, target: S3Target): Said | undefined {
  const { bucket, server, key, region } = target;
  const what = key === undefined ? `bucket ${bucket}` : `${key} in bucket ${bucket}`;
  switch (name) {
    case 'NoSuchBucket':
      return ['missing', `There is no bucket ${bucket} on ${server}.`, 'Look at the bucket in config/filesystems.php.'];
    case 'NoSuchKey':
      return ['missing', `${what} is gone.`, 'Refresh the list.'];
    case 'PreconditionFailed':
      return ['changed', `${what} was replaced while it was read.`, 'Refresh the list, then try again.'];
    case 'InvalidRange':
      return ['changed', `${what} is shorter than it was.`, 'Refresh the list, then try again.'];
    case 'InvalidObjectState':
      return ['archived', `${what} lies in cold storage.`, 'Ask the provider to restore it first; that takes hours.'];
    case 'RequestTimeTooSkewed':
      return [
        'clock',
        `${server} refuses requests because this machine's clock is wrong.`,
        'Set the clock: S3 accepts 15 minutes.',
      ];
    case 'InvalidAccessKeyId':
      return ['denied', `${server} does not know the access key.`, 'Look at the disk\'s "key".'];
    case 'SignatureDoesNotMatch':
      return ['denied', `${server} does not accept the secret of this access key.`, 'Look at the disk\'s "secret".'];
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      return ['denied', `The session of the credentials for ${bucket} is over.`, 'Sign in to the provider again.'];
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return [
        'noCredentials',
        `There are no credentials for bucket ${bucket}.`,
        'Neither the disk has a key, nor the environment, nor a profile of this machine.',
      ];
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException': {
      const right = text(field(error, 'Region')) ?? regionOfHeaders(error);
      const is = right === undefined ? 'in another region' : `in region ${right}`;
      return [
        'region',
        `Bucket ${bucket} is ${is}, not in ${region ?? 'the one asked'}.`,
        'Correct the disk\'s "region".',
      ];
    }
    case 'SlowDown':
    case 'ServiceUnavailable':
    case 'InternalError':
      return ['unreachable', `${server} is too busy to answer (${name}).`, 'Try again later.'];
    default:
      break;
  }
  if (name === 'AccessDenied' || name === 'AllAccessDisabled' || status === 403 || status === 401)
    return [
      'denied',
      `${server} does not let these credentials read ${what}.`,
      'They need s3:ListBucket and s3:GetObject.',
    ];
  if (status === 404 || name === 'NotFound')
    return [
      'missing',
      key === undefined ? `There is no bucket ${bucket} on ${server}.` : `${what} is gone.`,
      'Refresh the list.',
    ];
  if (status === 301 || status === 307)
    return [
      'region',
      `Bucket ${bucket} is in another region than ${region ?? 'the one asked'}.`,
      'Correct the disk\'s "region".',
    ];
  if (status !== undefined && status >= 500)
    return ['unreachable', `${server} answered with HTTP ${status}.`, 'Try again later.'];
  return undefined;
}

function regionOfHeaders(error: unknown): string | undefined {
  return text(field(field(field(error, '$response'), 'headers'), 'x-amz-bucket-region'));
}

/**
 * What went wrong, for people. What S3 answers can hold the access key and the text that was signed: nothing of it is passed
 * on but names and numbers.
 */
export function s3Error(error: unknown, target: S3Target): OpsError {
  if (isOpsError(error)) return error;
  const name = text(field(error, 'name')) ?? 'Error';
  const code = text(field(error, 'code')) ?? text(field(field(error, 'cause'), 'code')) ?? text(field(error, 'Code'));
  const status = statusOf(error);
  if (name === 'AbortError' || name === 'CanceledError') return new OpsError('cancelled', 'Cancelled.');
  const message = error instanceof Error ? error.message : '';
  const found: Said | undefined =
    (code === undefined ? undefined : network(code, target)) ??
    answered(code !== undefined && name === 'Error' ? code : name, status, error, target) ??
    (name === 'TimeoutError'
      ? ['unreachable', `${target.server} does not answer in time.`, 'Look at the endpoint and at the network.']
      : /region is missing/i.test(message)
        ? ['notConfigured', `No region is known for bucket ${target.bucket}.`, 'Set the disk\'s "region".']
        : name === 'EndpointError' || /invalid url/i.test(message)
          ? ['notConfigured', `The endpoint of bucket ${target.bucket} is no URL.`, 'Write it with https:// in front.']
          : undefined);
  const shown = `${name}${code === undefined || code === name ? '' : `, ${code}`}${status === undefined ? '' : `, HTTP ${status}`}`;
  const [reason, said, next]: Said = found ?? [
    'notS3',
    `${target.server} did not answer as S3 does (${shown}).`,
    'Look at the endpoint: it may be another kind of server.',
  ];
  return new OpsError(
    reason,
    said,
    { safe: 'Nothing was changed: S3 is only read.', next },
    { cause: new Error(shown) },
  );
}
