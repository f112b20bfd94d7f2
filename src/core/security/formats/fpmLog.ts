import type { LogLevel } from '../level';
import type { ReadRecord, RecordStart } from './recordFormat';
import { readRequestLine, routeOf } from './requestTarget';

// PHP-FPM's error log (sapi/fpm/fpm/zlog.c) and PHP's own (main/main.c, php_log_err): both may go to one file.

const fpm = /^\[(\d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)\] (DEBUG|NOTICE|WARNING|ERROR|ALERT): /;
const php =
  /^\[(\d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}:\d{2} [A-Za-z_/+:\d-]{1,40})\] (?:PHP ([A-Z][A-Za-z ]{2,40}):  ?)?/;

const fpmLevels: ReadonlyMap<string, LogLevel> = new Map([
  ['DEBUG', 'debug'],
  ['NOTICE', 'notice'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['ALERT', 'alert'],
]);

/** Names of php_error_cb (main/main.c). */
const phpLevels: ReadonlyMap<string, LogLevel> = new Map([
  ['Fatal error', 'error'],
  ['Recoverable fatal error', 'error'],
  ['Parse error', 'error'],
  ['Warning', 'warning'],
  ['Notice', 'notice'],
  ['Strict Standards', 'notice'],
  ['Deprecated', 'notice'],
]);

/** "[22-Nov-2026 20:42:43] WARNING: [pool www] …": one line. The moment has no zone: it is the server's local time. */
export function readFpmLine(line: string): RecordStart | undefined {
  const [whole, at, name] = fpm.exec(line) ?? [];
  const level = fpmLevels.get(name ?? '');
  if (whole === undefined || at === undefined || level === undefined) return undefined;
  return { format: 'fpm', at, extent: 'line', read: (raw) => fpmRecord(raw.slice(whole.length), at, level) };
}

function fpmRecord(text: string, at: string, level: LogLevel): ReadRecord {
  const [marker, channel] = /^\[pool ([^\]]{1,100})\] /.exec(text) ?? [];
  // child 12, script '/srv/index.php' (request: "GET /index.php?token=x") executing too slow (5.01 sec), logging
  const request = /\(request: "([A-Z]{3,20}) (\S{1,8192})"\)/.exec(text);
  const { method, route } = readRequestLine(`${request?.[1] ?? ''} ${request?.[2] ?? ''}`);
  const body = text.slice(marker?.length ?? 0);
  const message =
    request?.[2] === undefined
      ? body
      : body.replace(request[0], () => `(request: "${method ?? ''} ${routeOf(request[2] ?? '')}")`);
  return {
    at,
    level,
    message: message.trimEnd(),
    ...(channel === undefined ? {} : { channel }),
    ...(method === undefined ? {} : { method }),
    ...(route === undefined ? {} : { route }),
  };
}

/** "[22-Nov-2026 20:42:43 UTC] PHP Fatal error:  Uncaught …", with the trace on the lines that follow. */
export function readPhpErrorLine(line: string): RecordStart | undefined {
  const [whole, at, name] = php.exec(line) ?? [];
  if (whole === undefined || at === undefined) return undefined;
  const level = phpLevels.get(name ?? '');
  const read = (raw: string): ReadRecord => {
    const text = raw.slice(level === undefined ? at.length + 3 : whole.length).trimEnd();
    const trace = text.search(/\n(?:PHP )?(?:Stack trace:|#0 )/);
    return {
      at,
      ...(level === undefined ? {} : { level }),
      message: trace < 0 ? text : text.slice(0, trace),
      ...(trace < 0 ? {} : { stack: text.slice(trace + 1) }),
    };
  };
  return { format: 'phpError', at, extent: 'more', read };
}
