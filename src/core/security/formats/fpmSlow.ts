import type { ReadRecord, RecordStart } from './recordFormat';

const header =
  /^\[(\d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)\] {1,2}\[pool ([^\]]{1,100})\] pid \d{1,10}$/;
/** "[0x00007f5b1c0130a0] curl_exec() /srv/app/vendor/guzzle/CurlHandler.php:44" */
const frame = /^\[0x[\da-f]{1,16}\] (.{1,1000})$/;
const scriptLine = 'script_filename = ';

/**
 * A block of PHP-FPM's slow log (sapi/fpm/fpm/fpm_php_trace.c): a header, the script and the frames of its call stack,
 * innermost first, with an empty line between blocks. The message is the script and the first frame outside vendor, which
 * is where the application waits.
 */
export function readFpmSlowLine(line: string): RecordStart | undefined {
  const [, at, channel] = header.exec(line) ?? [];
  if (at === undefined || channel === undefined) return undefined;
  return { format: 'fpmSlow', at, channel, extent: 'more', read: (raw) => slowRecord(raw, at, channel) };
}

function slowRecord(raw: string, at: string, channel: string): ReadRecord {
  const lines = raw.split('\n').slice(1);
  const script = lines.find((line) => line.startsWith(scriptLine))?.slice(scriptLine.length);
  const frames = lines.flatMap((line) => frame.exec(line)?.[1] ?? []);
  const own = frames.find((text) => !/[/\\]vendor[/\\]/.test(text) && !/ \[INTERNAL/.test(text)) ?? frames[0];
  return {
    at,
    channel,
    level: 'warning',
    message: `slow: ${script ?? 'unknown script'}${own === undefined ? '' : `, in ${own}`}`,
    ...(frames.length === 0 ? {} : { stack: frames.map((text, index) => `#${index} ${text}`).join('\n') }),
  };
}
