import type { TextRange } from '../../base/text';

/** A node as the parser gives it: nothing is trusted, every field is asked for by type. */
export interface RawNode {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is RawNode {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** A child node, if there is one. */
export function node(parent: RawNode, field: string): RawNode | undefined {
  const value = parent[field];
  return isNode(value) ? value : undefined;
}

/** The child nodes of a list; anything else in it is left out. */
export function nodes(parent: RawNode, field: string): RawNode[] {
  const value = parent[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function flag(parent: RawNode, field: string): boolean {
  return parent[field] === true;
}

export function text(parent: RawNode, field: string): string {
  const value = parent[field];
  return typeof value === 'string' ? value : '';
}

/** The name of an identifier node or a plain string: the parser uses both. */
export function nameOf(parent: RawNode, field: string): string {
  const value = parent[field];
  if (typeof value === 'string') return value;
  return isNode(value) ? text(value, 'name') : '';
}

/** The offsets of a node; empty at 0 when the parser gave none. */
export function rangeOf(raw: RawNode): TextRange {
  const loc = raw['loc'];
  if (typeof loc !== 'object' || loc === null || !('start' in loc) || !('end' in loc)) return { start: 0, end: 0 };
  return { start: offsetOf(loc.start), end: offsetOf(loc.end) };
}

function offsetOf(position: unknown): number {
  return typeof position === 'object' &&
    position !== null &&
    'offset' in position &&
    typeof position.offset === 'number'
    ? position.offset
    : 0;
}

/** Every node directly inside another, in the order of its fields. */
export function children(parent: RawNode): RawNode[] {
  const found: RawNode[] = [];
  for (const [field, value] of Object.entries(parent)) {
    if (field === 'loc') continue;
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) found.push(...value.filter(isNode));
  }
  return found;
}
