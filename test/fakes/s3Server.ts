// A small S3 server for tests, over real HTTP: ListObjectsV2, HEAD and ranged GET, path style, signatures checked. It is not
// Amazon's: what is not written here has never been answered by it.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeS3 {
  readonly endpoint: string;
  /** "GET /bucket/key bytes=0-9", in the order in which they came; refused ones too. */
  readonly requests: string[];
  /** By key. */
  readonly objects: Map<string, { bytes: Uint8Array; modifiedAt: Date }>;
  /** Answers instead of the server; undefined lets it answer. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Objects of one page of a list. */
  pageSize: number;
  close(): Promise<void>;
}

const keyId = 'AKIDEXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
/** What the server takes. */
export const fakeCredentials = { key: keyId, secret } as const;
export const fakeBucket = 'acme-backups';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature Version 4 of a request ("Authenticating Requests (AWS Signature Version 4)", Amazon S3 API Reference). */
function problemOfSignature(request: IncomingMessage, region: string): readonly [number, string] | undefined {
  const { authorization = '' } = request.headers;
  const match = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  if (match === null) return [403, 'AccessDenied'];
  const [, credential = '', signed = '', signature = ''] = match;
  const [id, day = '', inRegion = '', service = '', last = ''] = credential.split('/');
  if (id !== keyId) return [403, 'InvalidAccessKeyId'];
  if (inRegion !== region) return [400, 'AuthorizationHeaderMalformed'];
  const moment = String(request.headers['x-amz-date']);
  const at = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - Date.now()) < 15 * 60_000)) return [403, 'RequestTimeTooSkewed'];
  const url = new URL(request.url ?? '/', 'http://s3');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = signed
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    .join('');
  const canonical = [
    request.method,
    url.pathname,
    query,
    headers,
    signed,
    String(request.headers['x-amz-content-sha256']),
  ].join('\n');
  const scope = `${day}/${inRegion}/${service}/${last}`;
  const toSign = `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${hash(canonical)}`;
  const key = [day, inRegion, service, last].reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex') === signature ? undefined : [403, 'SignatureDoesNotMatch'];
}

const xmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function refuse(response: ServerResponse, status: number, code: string, more = ''): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>As said, with ${keyId}.</Message>${more}<RequestId>1</RequestId></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? '' : body);
}

export async function startS3({ region = 'eu-central-1' } = {}): Promise<FakeS3> {
  const objects: FakeS3['objects'] = new Map();
  const requests: string[] = [];
  const etagOf = ({ bytes }: { bytes: Uint8Array }): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

  function listing(url: URL): string {
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const all = [...objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    const rest = all.filter(([key]) => key > after);
    const page = rest.slice(0, fake.pageSize);
    const more = rest.length > page.length;
    const contents = page.map(
      ([key, object]) =>
        `<Contents><Key>${xmlText(key)}</Key><LastModified>${object.modifiedAt.toISOString()}</LastModified><ETag>${etagOf(object).replaceAll('"', '&quot;')}</ETag><Size>${object.bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
    const token = more ? `<NextContinuationToken>${xmlText(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${fakeBucket}</Name><Prefix>${xmlText(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${more}</IsTruncated>${contents.join('')}${token}</ListBucketResult>`;
  }

  function sendObject(request: IncomingMessage, response: ServerResponse, key: string): void {
    const object = objects.get(key);
    if (object === undefined) return refuse(response, 404, 'NoSuchKey');
    const { 'if-match': match, range } = request.headers;
    const headers = {
      etag: etagOf(object),
      'last-modified': object.modifiedAt.toUTCString(),
      'content-type': 'application/zip',
      'accept-ranges': 'bytes',
    };
    if (match !== undefined && match !== headers.etag) return refuse(response, 412, 'PreconditionFailed');
    const { length } = object.bytes;
    if (request.method === 'HEAD') {
      response.writeHead(200, { ...headers, 'content-length': length }).end();
      return;
    }
    const [, from = '0', to = String(length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (Number(from) >= length) return refuse(response, 416, 'InvalidRange');
    const part = object.bytes.subarray(Number(from), Number(to) + 1);
    const partial = range === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${length}` };
    response.writeHead(range === undefined ? 200 : 206, { ...headers, ...partial, 'content-length': part.length });
    response.end(part);
  }

  const server = createServer((request, response) => {
    const { method = '', headers } = request;
    requests.push(`${method} ${request.url ?? ''}${headers.range === undefined ? '' : ` ${headers.range}`}`);
    if (fake.intercept(request, response)) return;
    const problem = problemOfSignature(request, region);
    if (problem !== undefined) return refuse(response, ...problem, `<Region>${region}</Region>`);
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (bucket !== fakeBucket) return refuse(response, 404, 'NoSuchBucket');
    const key = rest.join('/');
    if (key !== '') return sendObject(request, response, key);
    const body = listing(url);
    response.writeHead(200, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeS3 = {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    objects,
    intercept: () => false,
    pageSize: 1000,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}
