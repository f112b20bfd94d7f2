/**
 * Which phpdotenv reads the file. 5.5 and later (Laravel 11 requires 5.6) let letters of any alphabet stand in names
 * and close a multi-line value at the next quote; 5.4 (possible up to Laravel 10) reads on when that line holds `="`.
 */
export type EnvDialect = '5.4' | '5.6';

/** One or more physical lines that phpdotenv takes as one. */
export interface EnvBlock {
  /**
   * `comment` only when it spans several lines; `unclosed` when a quote keeps it open to the end of the file, so that
   * nothing of it is read.
   */
  readonly kind: 'entry' | 'comment' | 'unclosed';
  readonly start: number;
  /** Without the last line's break. */
  readonly end: number;
  readonly firstLineEnd: number;
  readonly lines: number;
}

/**
 * phpdotenv's `Parser\Lines::process`: splits at CRLF, LF and CR, joins the lines of values that open with `="`, and
 * leaves out blank lines and comments. A byte order mark at the start is skipped, as `Util\Str::utf8` does.
 */
export function envBlocks(text: string, dialect: EnvDialect): readonly EnvBlock[] {
  const blocks: EnvBlock[] = [];
  let open: { start: number; firstLineEnd: number; lines: number } | undefined;
  for (const { start, end } of physicalLines(text)) {
    const opens = (open === undefined || dialect === '5.4') && opensMultiline(text, start, end);
    if (opens && open === undefined) open = { start, firstLineEnd: end, lines: 0 };
    if (open === undefined) {
      if (firstVisible(text, start, end) === 'other') {
        blocks.push({ kind: 'entry', start, end, firstLineEnd: end, lines: 1 });
      }
      continue;
    }
    open.lines++;
    if (!closesMultiline(text, start, end, opens)) continue;
    const kind = firstVisible(text, open.start, end) === 'comment' ? 'comment' : 'entry';
    blocks.push({ kind, start: open.start, end, firstLineEnd: open.firstLineEnd, lines: open.lines });
    open = undefined;
  }
  if (open !== undefined) blocks.push({ kind: 'unclosed', ...open, end: text.length });
  return blocks;
}

function* physicalLines(text: string): Generator<{ start: number; end: number }> {
  const breaks = /\r\n|\n|\r/g;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    yield { start, end: found.index };
    start = breaks.lastIndex;
  }
  yield { start, end: text.length };
}

function opensMultiline(text: string, start: number, end: number): boolean {
  return text.slice(start, end).includes('="') && !closesMultiline(text, start, end, true);
}

/**
 * The first line of a value needs two unescaped quotes to close it again, a later line one. A quote at the very start of
 * a line does not count (phpdotenv's pattern wants a character before it) unless it is the whole line.
 */
function closesMultiline(text: string, start: number, end: number, isFirst: boolean): boolean {
  if (end - start === 1 && text[start] === '"') return true;
  let quotes = 0;
  let previous = '';
  for (let at = start; at < end; at++) {
    const char = text.charAt(at);
    if (char === '\\' && at + 1 < end && text[at + 1] === '\\') {
      at++; // "\\" is taken out before quotes are counted
      continue;
    }
    if (char === '"' && previous !== '' && previous !== '\\') quotes++;
    previous = char;
  }
  return isFirst ? quotes > 1 : quotes >= 1;
}

/** What a line starts with, after the characters that PHP's trim() takes away. */
function firstVisible(text: string, start: number, end: number): 'nothing' | 'comment' | 'other' {
  const at = trimStart(text, start, end);
  if (at === end) return 'nothing';
  return text[at] === '#' ? 'comment' : 'other';
}

/** PHP's trim(): space, tab, LF, CR, NUL, vertical tab. A form feed stays. */
const trimmed = ' \t\n\r\0\v';

/** First offset in [start, end) that PHP's ltrim() would keep; `end` when there is none. */
export function trimStart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && trimmed.includes(text.charAt(at))) at++;
  return at;
}

/** End of what PHP's rtrim() would keep of [start, end); `start` when it keeps nothing. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && trimmed.includes(text.charAt(at - 1))) at--;
  return at;
}
