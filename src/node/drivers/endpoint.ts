import { hostname } from 'node:os';
import { OpsError } from '../../core/base/errors';
import { addressText } from '../../core/connections/profile';
import type { Address, SecretRef } from '../../core/connections/profile';

/** What every connection error begins with, and what must never be in one. */
export interface Endpoint {
  /** "From vps-3 to 127.0.0.1:3306 as shop_app". */
  readonly who: string;
  /** Where the password came from, one sentence. */
  readonly passwordSource: string;
  readonly address: Address;
  /** Removes the password from a text of the server or of a library. */
  hide(text: string): string;
}

/** Describes one attempt to reach a server. */
export function endpointOf(
  address: Address,
  user: string | undefined,
  ref: SecretRef,
  password: string | undefined,
): Endpoint {
  const as = user === undefined || user === '' ? '' : ` as ${user}`;
  return {
    who: `From ${hostname()} to ${addressText(address)}${as}`,
    passwordSource: passwordSource(ref, password),
    address,
    hide: (text) => (password === undefined || password === '' ? text : text.replaceAll(password, '***')),
  };
}

function passwordSource(ref: SecretRef, password: string | undefined): string {
  if (password === undefined || password === '') return 'No password was sent.';
  return ref.kind === 'config' ? `The password came from ${ref.path}.` : 'The password came from Secret Storage.';
}

/** An error with the endpoint's opening words. Without `cause` on purpose: libraries keep statements and options in theirs. */
export function endpointError(endpoint: Endpoint, reason: string, what: string, next?: string): OpsError {
  const message = `${endpoint.who}: ${endpoint.hide(what)}.`;
  return new OpsError(reason, message, next === undefined ? {} : { next: endpoint.hide(next) });
}

/** Failures below the protocol, by Node's code; undefined when `code` is none of them. */
export function networkError(endpoint: Endpoint, code: string | undefined): OpsError | undefined {
  const { address } = endpoint;
  switch (code) {
    case 'ECONNREFUSED':
      return endpointError(endpoint, 'refused', `nothing listens there (${code})`, refusedHint(address));
    case 'ENOENT':
      return endpointError(
        endpoint,
        'refused',
        'the socket does not exist (ENOENT)',
        'Start the server, or correct the path of its socket.',
      );
    case 'EACCES':
    case 'EPERM':
      return endpointError(endpoint, 'denied', `the system did not let us connect (${code})`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return endpointError(
        endpoint,
        'unknownHost',
        `the host name is not known (${code})`,
        'A name of a Compose service is only known inside its containers: forward a port and use 127.0.0.1 there.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return endpointError(endpoint, 'unreachable', `no way leads there (${code})`);
    case 'ETIMEDOUT':
      return endpointError(endpoint, 'timeout', `no answer in time (${code})`, 'Check address, firewall and VPN.');
    case 'ECONNRESET':
    case 'EPIPE':
      return endpointError(endpoint, 'connectionLost', `the connection broke (${code})`, 'Try again.');
    case undefined:
    default:
      return undefined;
  }
}

function refusedHint(address: Address): string {
  return address.kind === 'tcp' && address.host === 'localhost'
    ? 'PHP reaches "localhost" through a socket: set the same socket in unix_socket, or start the server on TCP.'
    : 'Start the server, or correct host and port.';
}

/** Node's or a library's `code` of anything thrown. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** True for failures of TLS: Node's certificate codes and OpenSSL's. */
export function isTlsCode(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^ERR_OSSL|HANDSHAKE_(NO_)?SSL/.test(code);
}
