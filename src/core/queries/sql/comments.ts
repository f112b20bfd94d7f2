import { quotedEnd } from './characters';
import type { Dialect } from './dialect';

/** A comment of a statement. Everything in it is the text of whoever sent the statement: hostile until shown to be harmless. */
export interface SqlComment {
  /** Without its ends, trimmed. */
  readonly text: string;
  /** Offset in the statement, UTF-16 units. */
  readonly start: number;
  /** `key='value'` of sqlcommenter and `key:value` of Marginalia, decoded, in the order written. */
  readonly tags: ReadonlyMap<string, string>;
  /** A file of PHP code with its line, where the comment names one. */
  readonly location?: { readonly file: string; readonly line: number };
}

/** Longest comment that is looked into, and most of one statement: an application writes one short one. */
const longest = 4_000;
const most = 20;

/** The comments of a statement, hints and versioned comments left out. Never throws; linear. */
export function sqlComments(sql: string, dialect: Dialect = {}): readonly SqlComment[] {
  const comments: SqlComment[] = [];
  const backslash = dialect.noBackslashEscapes !== true;
  for (let at = 0; at < sql.length && comments.length < most; ) {
    const code = sql.charCodeAt(at);
    const following = sql.charCodeAt(at + 1);
    if (code === 0x27 || code === 0x22 || code === 0x60) {
      const end = quotedEnd(sql, at, backslash && code !== 0x60);
      if (end < 0) break;
      at = end;
    } else if (code === 0x2f && following === 0x2a) {
      const end = sql.indexOf('*/', at + 2);
      const text = sql.slice(at + 2, end < 0 ? sql.length : end);
      if (!/^(?:[!+]|M!)/.test(text)) comments.push(commentOf(text, at));
      // What stands in a versioned comment is part of the statement, comments included.
      at = /^(?:!|M!)/.test(text) ? at + 3 : end < 0 ? sql.length : end + 2;
    } else if (code === 0x23 || (code === 0x2d && following === 0x2d && startsLine(sql.charCodeAt(at + 2)))) {
      const end = sql.indexOf('\n', at);
      const behind = end < 0 ? sql.length : end;
      comments.push(commentOf(sql.slice(at + (code === 0x23 ? 1 : 2), behind), at));
      at = behind;
    } else at++;
  }
  return comments;
}

const startsLine = (code: number): boolean => Number.isNaN(code) || code <= 0x20 || code === 0x7f;

function commentOf(whole: string, start: number): SqlComment {
  const text = whole.slice(0, longest).trim();
  const tags = tagsOf(text);
  const location = locationOf(text, tags);
  return { text, start, tags, ...(location && { location }) };
}

/** sqlcommenter specification (google.github.io/sqlcommenter/spec): URL-encoded keys and values, quotes with a backslash. */
const tag = /([\w.%-]{1,80})\s?=\s?'((?:[^'\\]|\\.){0,2000})'/gs;

function tagsOf(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(tag))
    tags.set(decoded(key), decoded(value.replace(/\\(.)/gs, '$1')));
  if (tags.size > 0) return tags;
  // Marginalia: "application:shop,controller:orders,line:app/Models/Order.php:12".
  for (const part of text.split(',')) {
    const match = /^\s?([a-z_]{1,40}):\s?(\S.*)$/is.exec(part);
    if (match?.[1] !== undefined && match[2] !== undefined && /^[a-z_]{2,}$/i.test(match[1]))
      tags.set(match[1], match[2].trim());
  }
  return tags;
}

/** As it is written where it is not URL-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const files = ['file', 'filepath', 'code_filepath', 'code.filepath', 'code.file.path'];
const lines = ['line', 'lineno', 'code_lineno', 'code.lineno', 'code.line.number'];

function locationOf(text: string, tags: ReadonlyMap<string, string>): SqlComment['location'] {
  const first = (keys: readonly string[]): string | undefined =>
    keys.map((key) => tags.get(key)).find((value) => value !== undefined);
  const file = first(files);
  const line = first(lines);
  if (file !== undefined && line !== undefined && /\.php$/i.test(file) && /^\d{1,7}$/.test(line)) return at(file, line);
  for (const candidate of [...tags.values(), text]) {
    const found = placeIn(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "app/Http/X.php:12", "C:\app\X.php:12", and the file alone in front of "(12)" or " line 12". */
function placeIn(text: string): SqlComment['location'] {
  const match = /\.php(?::|\(| on line | line )(\d{1,7})/i.exec(text);
  if (match?.[1] === undefined) return undefined;
  let from = match.index;
  while (from > 0 && !/[\s'"<>|*?=;,]/.test(text.charAt(from - 1))) from--;
  const file = text.slice(from, match.index + 4).replace(/^(?:file|line|path|at|in):(?![\\/])/i, '');
  return file.length > 4 ? at(file, match[1]) : undefined;
}

const at = (file: string, line: string): SqlComment['location'] => {
  const number = Number(line);
  return number > 0 ? { file, line: number } : undefined;
};
