import { isJsonObject, jsonEnd, type JsonObject } from './embeddedJson';
import { type LogLevel, logLevelOf } from './level';
import { withoutException } from './lineRecord';

/** A record of Monolog's JsonFormatter, or of another one-object-a-line format with the same fields. */
export interface JsonRecord {
  readonly at?: string;
  readonly level?: LogLevel;
  readonly channel?: string;
  readonly message: string;
  readonly context?: JsonObject;
  readonly extra?: JsonObject;
  readonly stack?: string;
}

/**
 * Monolog\Formatter\JsonFormatter (versions 1 to 3; Laravel 13's own is the same): message, context, level, level_name,
 * channel, datetime, extra. Also LogstashFormatter, version 1 ("@timestamp", a named level) and Monolog 1's version 0
 * ("@message", "@fields"), and GoogleCloudLoggingFormatter ("severity", "time").
 *
 * @returns undefined when the line is no JSON object with a message
 */
export function readJsonRecord(line: string): JsonRecord | undefined {
  const object = parsed(line);
  if (object === undefined) return undefined;
  const old = object['@fields'];
  const { context, extra, message, channel } = isJsonObject(old) ? version0(object, old) : object;
  if (typeof message !== 'string') return undefined;
  const at = dateText(object['datetime'] ?? object['@timestamp'] ?? object['timestamp'] ?? object['time']);
  const level =
    logLevelOf(object['level_name']) ??
    logLevelOf(object['level']) ??
    logLevelOf(object['severity']) ??
    (isJsonObject(old) ? logLevelOf(old['level']) : undefined);
  const taken = isJsonObject(context) ? withoutException(context) : undefined;
  return {
    message,
    ...(at === undefined ? {} : { at }),
    ...(level === undefined ? {} : { level }),
    ...(typeof channel === 'string' ? { channel } : {}),
    ...(taken === undefined || Object.keys(taken.rest).length === 0 ? {} : { context: taken.rest }),
    ...(isJsonObject(extra) && Object.keys(extra).length > 0 ? { extra } : {}),
    ...(taken?.stack === undefined ? {} : { stack: taken.stack }),
  };
}

/** Context and extra stand among the fields, the context's names behind "ctxt_". */
function version0(object: JsonObject, { channel, ...fields }: JsonObject): JsonObject {
  const entries = Object.entries(fields).filter(([key]) => key !== 'level');
  const context = entries.flatMap(([key, value]) => (key.startsWith('ctxt_') ? [[key.slice(5), value] as const] : []));
  const extra = entries.filter(([key]) => !key.startsWith('ctxt_'));
  return {
    message: object['@message'],
    channel,
    context: Object.fromEntries(context),
    extra: Object.fromEntries(extra),
  };
}

function parsed(line: string): JsonObject | undefined {
  const text = line.trim();
  // Bounds the nesting before anything recurses.
  if (!text.startsWith('{') || jsonEnd(text, 0) !== text.length) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // documented: not JSON
  }
}

/** Monolog 1 wrote PHP's DateTime as an object, its zone an offset, a short or an IANA name. */
function dateText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  if (!isJsonObject(value) || typeof value['date'] !== 'string') return undefined;
  return typeof value['timezone'] === 'string' ? `${value['date']} ${value['timezone']}` : value['date'];
}
