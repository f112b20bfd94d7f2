import type { TextRange } from '../base/text';

// The part of YAML 1.2 that deployment files are mostly written in: block mappings and lists, plain and quoted scalars on
// one line, comments. Everything else (anchors, aliases, tags, flow collections, block scalars, scalars over several
// lines) is `opaque`: it is there and says nothing.

export type YamlNode = { readonly range: TextRange } & (
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, YamlNode> }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'opaque' }
);

interface Line {
  readonly indent: number;
  /** Without indentation and line end. */
  readonly text: string;
  /** Offset of `text` in the file. */
  readonly start: number;
}

const key = /^("(?:[^"\\]*)"|'(?:[^']*)'|[^\s\-?:,[\]{}#&*!|>'"%@`][^:#]*?|-[^\s:#][^:#]*?)\s*:(?=\s|$)/;

/** Longer lines are no configuration that people write, and cost too much to look at. */
const longestLine = 2000;

/**
 * The documents of a YAML file. A document with something that shifts the meaning of lines (tabs as indentation, a key
 * twice, lines that do not fit) is left out.
 */
export function readPlainYaml(text: string): readonly YamlNode[] {
  const documents: Line[][] = [[]];
  let offset = 0;
  if (/^[ ]*\t/m.test(text)) return [];
  for (const raw of text.split('\n')) {
    if (raw.length > longestLine) return [];
    const line = raw.replace(/\r$/, '');
    if (/^---(?:\s|$)/.test(line)) documents.push([]);
    else if (!/^\s*(?:#.*)?$/.test(line) && !line.startsWith('%') && !/^\.\.\.\s*$/.test(line)) {
      const indent = line.length - line.trimStart().length;
      documents.at(-1)?.push({ indent, text: line.slice(indent).trimEnd(), start: offset + indent });
    }
    offset += raw.length + 1;
  }
  return documents.flatMap((lines) => {
    const read = new Reader(lines).document();
    return read === undefined ? [] : [read];
  });
}

/** Child of a mapping by keys; undefined when it is not there or not certain. */
export function yamlAt(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let current = node;
  for (const each of path) current = current?.kind === 'map' ? current.entries.get(each) : undefined;
  return current;
}

/** A plain whole number. */
export function yamlNumber(node: YamlNode | undefined): number | undefined {
  return node?.kind === 'scalar' && /^\d{1,6}$/.test(node.text) ? Number(node.text) : undefined;
}

/** The text of a scalar. */
export function yamlText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Says that the rest of a document cannot be read for certain. */
class Unreadable extends Error {}

/** Walks the lines of one document. */
class Reader {
  private at = 0;

  constructor(private readonly lines: Line[]) {}

  document(): YamlNode | undefined {
    try {
      const first = this.lines[0];
      if (first === undefined) return undefined;
      const node = this.block(first.indent, 0);
      return this.at === this.lines.length ? node : undefined;
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  /** A mapping or list whose lines begin at `indent`. */
  private block(indent: number, depth: number): YamlNode {
    const first = this.lines[this.at];
    if (first === undefined || depth > 60) throw new Unreadable();
    if (isItem(first.text)) return this.list(indent, depth);
    return key.test(first.text) ? this.map(indent, depth) : this.rest(indent, first);
  }

  private map(indent: number, depth: number): YamlNode {
    const entries = new Map<string, YamlNode>();
    const start = this.lines[this.at]?.start ?? 0;
    let end = start;
    for (let line = this.lines[this.at]; line?.indent === indent && !isItem(line.text); line = this.lines[this.at]) {
      const match = key.exec(line.text);
      if (match === null) throw new Unreadable();
      const name = unquoted(match[1] ?? '');
      if (entries.has(name)) throw new Unreadable();
      const node = this.value(line, match[0].length, indent, depth, true);
      entries.set(name, node);
      end = node.range.end;
    }
    this.expectDedent(indent);
    return { kind: 'map', entries, range: { start, end } };
  }

  private list(indent: number, depth: number): YamlNode {
    const items: YamlNode[] = [];
    const start = this.lines[this.at]?.start ?? 0;
    let end = start;
    for (let line = this.lines[this.at]; line?.indent === indent && isItem(line.text); line = this.lines[this.at]) {
      const inner = line.text.slice(1);
      const gap = 1 + inner.length - inner.trimStart().length;
      const rest = line.text.slice(gap);
      let node: YamlNode;
      if (key.test(rest) || isItem(rest)) {
        // The item's first line carries a block of its own: it goes on where its first key stands.
        this.lines[this.at] = { indent: indent + gap, text: rest, start: line.start + gap };
        node = this.block(indent + gap, depth + 1);
      } else node = this.value(line, gap, indent, depth, false);
      items.push(node);
      end = node.range.end;
    }
    return { kind: 'list', items, range: { start, end } };
  }

  /** What stands behind "key:" or "- ", on the line or below it. */
  private value(line: Line, from: number, indent: number, depth: number, inMap: boolean): YamlNode {
    const written = line.text.slice(from);
    const inline = written.trimStart();
    const start = line.start + from + (written.length - inline.length);
    const plain = withoutComment(inline);
    this.at++;
    const next = this.lines[this.at];
    // A list may stand at the indentation of its key.
    const below =
      next !== undefined && (next.indent > indent || (inMap && next.indent === indent && isItem(next.text)));
    if (plain === '') {
      if (!below) return { kind: 'scalar', text: '', range: { start, end: start } };
      return this.block(next.indent, depth + 1);
    }
    const range = { start, end: start + plain.length };
    const scalar = scalarOf(plain);
    if (next === undefined || next.indent <= indent) {
      return scalar === undefined ? { kind: 'opaque', range } : { kind: 'scalar', text: scalar, range };
    }
    this.skip(indent);
    return { kind: 'opaque', range };
  }

  /** Lines that are no mapping and no list: a scalar on lines of its own, a flow collection. */
  private rest(indent: number, first: Line): YamlNode {
    this.skip(indent - 1);
    return { kind: 'opaque', range: { start: first.start, end: first.start + first.text.length } };
  }

  private skip(indent: number): void {
    while ((this.lines[this.at]?.indent ?? -1) > indent) this.at++;
  }

  private expectDedent(indent: number): void {
    const line = this.lines[this.at];
    if (line !== undefined && line.indent > indent) throw new Unreadable();
  }
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function withoutComment(text: string): string {
  if (text.startsWith('#')) return '';
  if (/^["']/.test(text)) return (/^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$/.exec(text)?.[1] ?? text).trimEnd();
  return text.replace(/\s+#.*$/, '').trimEnd();
}

/** The text of a scalar on one line; undefined for everything that is more than that. */
function scalarOf(text: string): string | undefined {
  if (text.startsWith('"')) return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : undefined;
  if (text.startsWith("'")) return /^'[^']*'$/.test(text) ? text.slice(1, -1) : undefined;
  return /^[&*!|>[{%@`?]/.test(text) ? undefined : text;
}
