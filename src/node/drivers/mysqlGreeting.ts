import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { OpsError } from '../../core/base/errors';
import { codeOf, endpointError, networkError } from './endpoint';
import type { Endpoint } from './endpoint';

/**
 * Opens a socket and looks at the first bytes before mysql2 sees them. MySQL speaks first: a packet header (three bytes of
 * length, number 0) and protocol version 10, or 255 for an error (MySQL Internals, "Protocol::HandshakeV10"). What greets
 * otherwise, or not at all, is no MySQL server, and mysql2 would only run into its timeout.
 */
export function openSocket(endpoint: Endpoint, timeoutMs: number, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { address } = endpoint;
    const socket =
      address.kind === 'tcp' ? connect({ host: address.host, port: address.port }) : connect({ path: address.path });
    let connected = false;
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('readable', onReadable).off('end', onEnd).off('error', onError);
      outcome();
    };
    const fail = (error: OpsError): void =>
      settle(() => {
        // A socket that is destroyed later may still report an error that nobody waits for any more.
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      });
    const onError = (error: Error): void =>
      fail(networkError(endpoint, codeOf(error)) ?? endpointError(endpoint, 'server', error.message));
    const onAbort = (): void => fail(new OpsError('cancelled', 'Cancelled.'));
    const onEnd = (): void =>
      fail(endpointError(endpoint, 'notMysql', 'the connection was closed without a greeting', noMysql));
    const onReadable = (): void => {
      const first: unknown = socket.read();
      if (!Buffer.isBuffer(first)) return;
      const stranger = strangerOf(first);
      if (stranger !== undefined) return fail(endpointError(endpoint, 'notMysql', stranger, noMysql));
      settle(() => {
        socket.unshift(first);
        resolve(socket);
      });
    };
    const timer = setTimeout(() => {
      const after = `${timeoutMs / 1000} s`;
      fail(
        connected
          ? endpointError(
              endpoint,
              'timeout',
              `connected, and no greeting came within ${after}`,
              `A MySQL server speaks first. ${noMysql}`,
            )
          : endpointError(endpoint, 'timeout', `no connection within ${after}`, 'Check address, firewall and VPN.'),
      );
    }, timeoutMs);
    socket.once('connect', () => {
      connected = true;
      socket.setNoDelay(true);
      socket.setKeepAlive(true);
    });
    socket.on('readable', onReadable).on('end', onEnd).on('error', onError);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

const noMysql = 'Another program may listen there: check the port.';

/** What speaks instead of MySQL; undefined for a MySQL greeting or too few bytes to tell. */
function strangerOf(bytes: Buffer): string | undefined {
  const sequence = bytes[3];
  const version = bytes[4];
  if ((sequence === undefined || sequence === 0) && (version === undefined || version === 10 || version === 255))
    return undefined;
  const text = bytes.toString('latin1', 0, 16);
  if (text.startsWith('SSH-')) return 'an SSH server answered, not MySQL';
  if (text.startsWith('HTTP/')) return 'an HTTP server answered, not MySQL';
  if (/^[-+$*:]/.test(text)) return 'a Redis server answered, not MySQL';
  if (/^220[ -]/.test(text)) return 'a mail or FTP server answered, not MySQL';
  return 'what answered does not speak the MySQL protocol';
}
