import { ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { OpsError } from '../core/base/errors';
import type { BurstTarget } from './burstTarget';

export interface BurstRequest {
  readonly method: string;
  /** With a leading slash, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address of this machine to send from. */
  readonly from?: string;
}

export interface BurstResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The beginning of the body, 256 KB at most. */
  readonly body: string;
}

/** Bytes of a body that are kept, and that are read before the connection is cut. */
const kept = 256 * 1024;
const mostRead = 4 * 1024 * 1024;
/** Milliseconds for one request. */
const requestMs = 30_000;

/**
 * Sends one request over a connection of its own to the address that was resolved. No agent, no proxy, no redirect.
 * `ClientRequest` and not `http.request`: editors replace that one to send requests through their proxy.
 *
 * @throws OpsError `cancelled`; other errors as Node has them
 */
export function sendRequest(target: BurstTarget, request: BurstRequest, signal: AbortSignal): Promise<BurstResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new OpsError('cancelled', 'Cancelled.'));
      return;
    }
    const { body, from } = request;
    const sent = new ClientRequest({
      method: request.method,
      path: target.prefix + request.path,
      host: target.address,
      port: target.port,
      setHost: false,
      headers: {
        host: target.host,
        connection: 'close',
        'user-agent': 'Laravel Ops (rate limit proof)',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }),
        ...request.headers,
      },
      createConnection() {
        const place = {
          host: target.address,
          port: target.port,
          ...(from === undefined ? {} : { localAddress: from }),
        };
        if (!target.tls) return connect(place);
        // Certificates of local applications are their own; who answers on this machine is not in question.
        return connectTls({
          ...place,
          rejectUnauthorized: false,
          ...(target.serverName === undefined ? {} : { servername: target.serverName }),
        });
      },
    });
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      settle();
      sent.destroy();
    };
    const onAbort = (): void => end(() => reject(new OpsError('cancelled', 'Cancelled.')));
    const timer = setTimeout(() => end(() => reject(new Error(`no answer in ${requestMs / 1000} s`))), requestMs);
    signal.addEventListener('abort', onAbort, { once: true });
    sent.on('error', (error) => end(() => reject(error)));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      let read = 0;
      const done = (): void => {
        const text = Buffer.concat(parts).subarray(0, kept).toString('utf8');
        end(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      };
      response.on('data', (bytes: Buffer) => {
        if (read < kept) parts.push(bytes);
        read += bytes.length;
        if (read > mostRead) done();
      });
      response.on('end', done);
      response.on('error', (error) => end(() => reject(error)));
    });
    sent.end(body);
  });
}
