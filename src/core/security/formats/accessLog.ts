import type { JsonObject } from '../embeddedJson';
import type { LogLevel } from '../level';
import type { ReadRecord, RecordStart } from './recordFormat';
import { readRequestLine, routeOf } from './requestTarget';

// nginx: ngx_http_log_module, "combined", and "combined" followed by $request_time $upstream_response_time.
// Apache 2.4: mod_log_config, "common", "combined" and "vhost_combined", each also followed by %D or %T.

/** host ident user [time] " : bounded, so that a hostile line costs no more than its start. */
const start =
  /^(?:[\w.-]{1,255}:\d{1,5} (?=[\d.]{7,15} |[\da-f]{0,4}:))?(\S{1,255}) (\S{1,255}) (.{1,255}?) \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "/;
const figures = /^ (\d{3}) (\d{1,20}|-)/;

/** A line of an access log, of nginx or Apache; undefined for everything else. */
export function readAccessLine(line: string): RecordStart | undefined {
  const [whole, host, , remoteUser, at] = start.exec(line) ?? [];
  if (whole === undefined || host === undefined || remoteUser === undefined || at === undefined) return undefined;
  const request = quoted(line, whole.length - 1);
  const match = request === undefined ? null : figures.exec(line.slice(request.end, request.end + 40));
  if (request === undefined || match === null) return undefined;
  const [after, status = '', bytes = ''] = match;
  const read = (): ReadRecord =>
    recordOf(
      { host, remoteUser, at, request: request.text, status: Number(status), bytes },
      line,
      request.end + after.length,
    );
  return { format: 'access', at, extent: 'line', read };
}

interface Parts {
  readonly host: string;
  readonly remoteUser: string;
  readonly at: string;
  readonly request: string;
  readonly status: number;
  readonly bytes: string;
}

function recordOf(parts: Parts, line: string, from: number): ReadRecord {
  const { host, remoteUser, at, request, status, bytes } = parts;
  const referer = quoted(line, from + 1);
  const agent = referer === undefined ? undefined : quoted(line, referer.end + 1);
  const rest = line.slice(agent?.end ?? referer?.end ?? from).trim();
  const { method, route } = readRequestLine(request);
  const event = eventOfStatus(status);
  const context = {
    ...(bytes === '-' ? {} : { bytes: Number(bytes) }),
    ...(referer === undefined || dash(referer.text) ? {} : { referer: refererText(referer.text) }),
    ...durations(rest),
  };
  return {
    at,
    level: levelOfStatus(status),
    message: `${method === undefined ? 'no request' : `${method} ${route ?? ''}`} ${status}`,
    context,
    status,
    ip: host,
    ...(event === undefined ? {} : { event }),
    ...(dash(remoteUser) ? {} : { user: remoteUser.slice(0, 200) }),
    ...(method === undefined ? {} : { method }),
    ...(route === undefined ? {} : { route }),
    ...(agent === undefined || dash(agent.text) ? {} : { userAgent: agent.text.slice(0, 512) }),
  };
}

/** A value that the client chose, with its own quotes written as \" (Apache) or \x22 (nginx). */
function quoted(line: string, open: number): { readonly text: string; readonly end: number } | undefined {
  if (line[open] !== '"') return undefined;
  for (let at = open + 1; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') return { text: line.slice(open + 1, at), end: at + 1 };
  }
  return undefined;
}

function dash(text: string): boolean {
  return text === '-' || text === '' || text === '""';
}

/** Another site's address, or a path of this one: its origin is worth knowing, its query's values are not ours to show. */
function refererText(text: string): string {
  const origin = /^[a-z][a-z0-9+.-]{0,20}:\/\/([^/?#\s@]{1,255})/i.exec(text)?.[0] ?? '';
  return `${origin}${routeOf(text)}`.slice(0, 500);
}

/** What 4xx and 5xx say of the event: 419 is Laravel's "Page Expired" (Illuminate\Foundation\Exceptions\Handler). */
function eventOfStatus(status: number): string | undefined {
  if (status === 429) return 'rate_limited';
  if (status === 419) return 'csrf_mismatch';
  return status === 401 || status === 403 ? 'denied' : undefined;
}

function levelOfStatus(status: number): LogLevel {
  return status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info';
}

/**
 * Figures behind the last quote. With a decimal point they are nginx's seconds ("0.123 0.120", several upstreams as
 * "0.001, 0.120", none as "-"); whole numbers may be Apache's %T (seconds), %D (microseconds) or %{ms}T, which only the
 * format says: they stay as written, but for "%T %D", where one tells the other.
 */
function durations(rest: string): JsonObject {
  const seconds = /^(\d{1,9}\.\d{1,6})(?: ((?:\d{1,9}\.\d{1,6}|-)(?:(?:, | : )(?:\d{1,9}\.\d{1,6}|-)){0,20}))?$/.exec(
    rest,
  );
  if (seconds !== null) {
    const upstream = (seconds[2] ?? '').split(/, | : /).filter((text) => text !== '' && text !== '-');
    return {
      seconds: Number(seconds[1]),
      ...(upstream.length === 0 ? {} : { upstreamSeconds: sum(upstream.map(Number)) }),
    };
  }
  const [, first, second] = /^(\d{1,15})(?: (\d{1,15}))?$/.exec(rest) ?? [];
  if (first === undefined) return {};
  if (second === undefined) return { time: first };
  const [small, micro] = Number(first) <= Number(second) ? [first, second] : [second, first];
  return Math.floor(Number(micro) / 1e6) === Number(small) ? { seconds: Number(micro) / 1e6 } : { time: rest };
}

function sum(values: readonly number[]): number {
  return Math.round(values.reduce((total, value) => total + value, 0) * 1e6) / 1e6;
}
