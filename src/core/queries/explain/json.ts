/** A value of JSON. Objects are lists of entries: MariaDB before 10.9 writes the key "table" once for each table of a join. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export class JsonObject {
  readonly entries: readonly (readonly [string, Json])[];

  constructor(entries: readonly (readonly [string, Json])[]) {
    this.entries = entries;
  }

  get(key: string): Json | undefined {
    return this.entries.find(([name]) => name === key)?.[1];
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  }

  /** A number, also one that is written as a string ("2059.15"). */
  number(key: string): number | undefined {
    const value = this.get(key);
    if (typeof value === 'number') return value;
    const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(parsed) ? parsed : undefined;
  }

  /** True for true, and for MariaDB's 1. */
  flag(key: string): boolean {
    const value = this.get(key);
    return value === true || value === 1;
  }

  object(key: string): JsonObject | undefined {
    const value = this.get(key);
    return value instanceof JsonObject ? value : undefined;
  }

  objects(key: string): readonly JsonObject[] {
    const value = this.get(key);
    return Array.isArray(value) ? value.filter((item): item is JsonObject => item instanceof JsonObject) : [];
  }

  texts(key: string): readonly string[] {
    const value = this.get(key);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }
}

/** Deeper than any plan; deeper text is no plan and costs no stack. */
const deepest = 400;

/**
 * Reads the JSON of EXPLAIN (RFC 8259), keeping keys that stand twice, and forgiving what servers write: line breaks in
 * strings, and comments behind values (`end_markers_in_json`). Linear in the text.
 *
 * @returns undefined for anything else
 */
export function parseJson(text: string): Json | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  value(depth: number): Json {
    if (depth > deepest) throw new SyntaxError('too deep');
    this.skip();
    switch (this.text[this.at]) {
      case '{':
        return new JsonObject(this.list('}', () => this.entry(depth + 1)));
      case '[':
        return this.list(']', () => this.value(depth + 1));
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  private list<Item>(end: string, read: () => Item): readonly Item[] {
    const items: Item[] = [];
    this.at++;
    this.skip();
    while (this.text[this.at] !== end) {
      items.push(read());
      this.skip();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== end) throw new SyntaxError('no comma');
      this.skip();
    }
    this.at++;
    return items;
  }

  private entry(depth: number): readonly [string, Json] {
    const key = this.string();
    this.skip();
    if (this.text[this.at] !== ':') throw new SyntaxError('no colon');
    this.at++;
    return [key, this.value(depth)];
  }

  private string(): string {
    if (this.text[this.at] !== '"') throw new SyntaxError('no string');
    const start = ++this.at;
    let escaped = false;
    for (; this.text[this.at] !== '"'; this.at++) {
      if (this.at >= this.text.length) throw new SyntaxError('open string');
      if (this.text[this.at] === '\\') {
        escaped = true;
        this.at++;
      }
    }
    const raw = this.text.slice(start, this.at++);
    return escaped ? raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, unescaped) : raw;
  }

  private word(): Json {
    const pattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
    pattern.lastIndex = this.at;
    const word = pattern.exec(this.text)?.[0];
    if (word === undefined) throw new SyntaxError('no value');
    this.at += word.length;
    if (word === 'true' || word === 'false') return word === 'true';
    const number = word === 'null' ? Number.NaN : Number(word);
    return Number.isFinite(number) ? number : null;
  }

  private skip(): void {
    for (;;) {
      while (/\s/.test(this.text[this.at] ?? '')) this.at++;
      if (!this.text.startsWith('/*', this.at)) return;
      const end = this.text.indexOf('*/', this.at + 2);
      this.at = end < 0 ? this.text.length : end + 2;
    }
  }
}

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescaped(_whole: string, hex: string | undefined, letter: string | undefined): string {
  return hex === undefined ? (letters[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16));
}
