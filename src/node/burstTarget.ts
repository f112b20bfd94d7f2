import { lookup } from 'node:dns/promises';
import { isIPv4, isIPv6 } from 'node:net';
import { throwIfAborted, withTimeout } from '../core/base/abort';
import { messageOf, OpsError } from '../core/base/errors';

/** A place on this machine, resolved once: nothing is looked up again when requests are sent. */
export interface BurstTarget {
  /** The address that is connected to: in 127.0.0.0/8, or ::1. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** As in the Host header: "shop.test:8080". */
  readonly host: string;
  /** For TLS: "shop.test"; absent for an address. */
  readonly serverName?: string;
  /** What stands before the paths of routes: "" or "/shop". */
  readonly prefix: string;
}

/** How long a name may take. Milliseconds. */
const lookupMs = 5_000;

/**
 * Where a burst may go: to this machine and nowhere else. A name counts when every address it has is a loopback address.
 *
 * @param origin "http://127.0.0.1:8000", "https://shop.test"
 * @throws OpsError `origin` when it is no address of the web, `notLoopback` when it is, or may be, another machine,
 *   `unresolved`, `cancelled`
 */
export async function burstTarget(origin: string, signal: AbortSignal): Promise<BurstTarget> {
  throwIfAborted(signal);
  const url = parsed(origin);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const address = await addressOf(name, signal);
  const tls = url.protocol === 'https:';
  return {
    address,
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    tls,
    host: url.host,
    prefix: url.pathname.replace(/\/+$/, ''),
    ...(isIPv4(name) || isIPv6(name) ? {} : { serverName: name }),
  };
}

function parsed(origin: string): URL {
  const safe = 'Nothing was sent.';
  let url: URL;
  try {
    url = new URL(origin);
  } catch (error) {
    throw new OpsError(
      'origin',
      'This is no address: write it like http://127.0.0.1:8000.',
      { safe },
      { cause: error },
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OpsError('origin', 'Only http and https can be asked.', { safe });
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new OpsError('origin', 'The address may hold a host, a port and a path, nothing else.', { safe });
  return url;
}

async function addressOf(name: string, signal: AbortSignal): Promise<string> {
  const found = isIPv4(name) || isIPv6(name) ? [name] : await addressesOf(name, signal);
  const [first] = found;
  if (first === undefined || !found.every(isLoopback))
    throw new OpsError(
      'notLoopback',
      `${name} is not this machine. Requests are sent to the application on this machine only.`,
      {
        safe: 'Nothing was sent.',
        next: 'Start the application here, with php artisan serve, and choose its address.',
      },
    );
  // PHP's own server and artisan serve listen on IPv4.
  return found.find((each) => isIPv4(each)) ?? first;
}

async function addressesOf(name: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const found = await withTimeout(`looking up ${name}`, lookupMs, signal, () => lookup(name, { all: true }));
    return found.map(({ address }) => address);
  } catch (error) {
    throwIfAborted(signal);
    throw new OpsError(
      'unresolved',
      `${name} has no address: ${messageOf(error)}`,
      { safe: 'Nothing was sent.' },
      { cause: error },
    );
  }
}

/** True for 127.0.0.0/8 (RFC 1122, 3.2.1.3) and ::1 (RFC 4291, 2.5.3), and for nothing else: no mapped addresses, not 0.0.0.0. */
export function isLoopback(address: string): boolean {
  return isIPv4(address)
    ? address.startsWith('127.')
    : isIPv6(address) && /^(?:0{1,4}:){7}0{0,3}1$|^::1$/.test(address);
}
