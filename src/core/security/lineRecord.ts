import { isJsonObject, jsonEnd, type JsonObject, parseLooseJson } from './embeddedJson';
import { type LogLevel, logLevelOf } from './level';

/** What the first line of a record in Monolog's LineFormatter says. */
export interface LineHeader {
  /** As written; the application chooses the format. */
  readonly at: string;
  readonly channel: string;
  readonly level: LogLevel;
  /** Offset of the message in the line. */
  readonly bodyStart: number;
}

/** A record's text after its header, taken apart. */
export interface LineBody {
  readonly message: string;
  readonly context?: JsonObject;
  readonly extra?: JsonObject;
  readonly stack?: string;
}

const header = /^\[([^\]]{1,64})\] ([^\s[\]{}"']{1,100})\.(DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): /;

/**
 * The header of "[%datetime%] %channel%.%level_name%: " (Laravel's LogManager::formatter). Dates may have any form that
 * holds a digit. A message that contains a line break followed by such a header cannot be told from a record with
 * certainty: whoever can write line breaks into a message can forge records, in every reader of this format. Signs of it
 * are in formats/forgery.ts.
 */
export function readLineHeader(line: string): LineHeader | undefined {
  if (!line.startsWith('[')) return undefined;
  const match = header.exec(line);
  const [whole, at, channel, name] = match ?? [];
  const level = logLevelOf(name);
  if (whole === undefined || at === undefined || channel === undefined || level === undefined) return undefined;
  return /\d/.test(at) ? { at, channel, level, bodyStart: whole.length } : undefined;
}

/** Places in a message that may start the context: a bound, as each is read to its end. */
const candidateLimit = 64;

/**
 * "%message% %context% %extra%": the last one or two JSON values of the text are context and extra. When none closes
 * (a record that was cut), the text before the first `{"key":` is the message.
 */
export function readLineBody(body: string): LineBody {
  const text = body.trimEnd();
  for (const start of candidates(text)) {
    const first = jsonAt(text, start);
    if (first === undefined) continue;
    if (first.end === text.length) return assemble(text.slice(0, start), first.value, undefined);
    if (text[first.end] !== ' ') continue;
    const second = jsonAt(text, first.end + 1);
    if (second?.end === text.length) return assemble(text.slice(0, start), first.value, second.value);
  }
  const open = / \{"[^"\\\n]{1,80}":/.exec(text)?.index;
  if (open !== undefined && text.includes('\n', open))
    return { message: text.slice(0, open), stack: text.slice(open + 1) };
  return splitTrace(text);
}

function candidates(text: string): readonly number[] {
  const found: number[] = [];
  if (text.startsWith('{') || text.startsWith('[')) found.push(0);
  const starts = / (?=[{[])/g;
  for (let match = starts.exec(text); match !== null && found.length < candidateLimit; match = starts.exec(text)) {
    found.push(match.index + 1);
  }
  return found;
}

function jsonAt(text: string, start: number): { readonly value: unknown; readonly end: number } | undefined {
  if (text[start] !== '{' && text[start] !== '[') return undefined;
  const end = jsonEnd(text, start);
  if (end < 0 || (end !== text.length && text[end] !== ' ')) return undefined;
  const value = parseLooseJson(text.slice(start, end));
  // An empty PHP array is "[]"; any other list belongs to the message.
  return isJsonObject(value) || (Array.isArray(value) && value.length === 0) ? { value, end } : undefined;
}

function assemble(before: string, first: unknown, second: unknown): LineBody {
  const context = isJsonObject(first) ? withoutException(first) : undefined;
  const { message, stack } = splitTrace(before.trimEnd());
  const trace = context?.stack ?? stack;
  return {
    message,
    ...(context === undefined || Object.keys(context.rest).length === 0 ? {} : { context: context.rest }),
    ...(isJsonObject(second) && Object.keys(second).length > 0 ? { extra: second } : {}),
    ...(trace === undefined ? {} : { stack: trace }),
  };
}

/**
 * Laravel puts the exception into the context; it is shown as the stack, once. What Laravel 13's JsonFormatter writes
 * beside its class and message (the exception's own context) stays.
 */
export function withoutException(context: JsonObject): { readonly rest: JsonObject; readonly stack?: string } {
  const { exception, ...rest } = context;
  const stack = exceptionText(exception, 0);
  if (stack === undefined) return { rest: context };
  const own = isJsonObject(exception) ? Object.entries(exception).filter(([key]) => !exceptionKeys.has(key)) : [];
  return { rest: own.length === 0 ? rest : { ...rest, exception: Object.fromEntries(own) }, stack };
}

/** Monolog\Formatter\JsonFormatter::normalizeException, and NormalizerFormatter's for SoapFault. */
const exceptionKeys = new Set([
  'class',
  'message',
  'code',
  'file',
  'trace',
  'previous',
  'faultcode',
  'faultactor',
  'detail',
]);

/** LineFormatter writes an exception as text, JsonFormatter as {class, message, code, file, trace, previous}. */
function exceptionText(exception: unknown, depth: number): string | undefined {
  if (typeof exception === 'string') return exception.trimEnd();
  if (!isJsonObject(exception) || typeof exception['class'] !== 'string' || depth > 10) return undefined;
  const { class: name, message, file, trace, previous } = exception;
  const lines = [
    `${name}: ${typeof message === 'string' ? message : ''}${typeof file === 'string' ? ` at ${file}` : ''}`,
  ];
  if (Array.isArray(trace)) lines.push(...trace.map((frame, index) => `#${index} ${String(frame)}`));
  const cause = exceptionText(previous, depth + 1);
  if (cause !== undefined) lines.push('[previous exception]', cause);
  return lines.join('\n');
}

/** A trace that was logged as part of the message. */
function splitTrace(text: string): LineBody {
  const start = text.search(/\n(?:\[stacktrace\]|Stack trace:|#0 )/);
  return start < 0 ? { message: text } : { message: text.slice(0, start), stack: text.slice(start + 1) };
}
