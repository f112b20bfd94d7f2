import type { Value } from '../value';
import type { Expression } from './syntax';
import { type Frame, spend } from './machine';
import { describe } from './describe';
import { ArrayBuilder, identical, unknown, weightOf } from './values';

/**
 * What is certain when either of two values may hold. A text key that only one of two arrays has becomes an unknown
 * entry; arrays whose positions differ are unknown as a whole.
 */
export function either(left: Value, right: Value, detail: string): Value {
  if (left === right) return left;
  if (identical(left, right) === true) return left;
  if (left.kind === 'unknown' && right.kind === 'unknown' && left.reason === right.reason) return left;
  if (left.kind === 'array' && right.kind === 'array') {
    const merged = new ArrayBuilder();
    for (const [key, entry] of left.entries) {
      const other = right.entries.get(key)?.value;
      if (other === undefined && typeof entry.key === 'number') return undecided(left, right, detail);
      merged.put({
        ...entry,
        value: other === undefined ? undecided(entry.value, entry.value, detail) : either(entry.value, other, detail),
      });
    }
    for (const [key, entry] of right.entries) {
      if (left.entries.has(key)) continue;
      if (typeof entry.key === 'number') return undecided(left, right, detail);
      merged.put({ ...entry, value: undecided(entry.value, entry.value, detail) });
    }
    return merged.build(left.origins);
  }
  return undecided(left, right, detail);
}

function undecided(left: Value, right: Value, detail: string): Value {
  const origins = left.kind === 'absent' ? (right.kind === 'absent' ? [] : right.origins) : left.origins;
  return unknown('condition', detail, origins);
}

/** For people: what an unknown condition depends on. */
export function decides(test: Expression): string {
  return `${describe(test)} decides`;
}

/** Joins the variables of two ways through the code. */
export function joinVariables(left: Frame, right: Frame, detail: string): Map<string, Value> {
  const joined = new Map<string, Value>();
  for (const name of new Set([...left.variables.keys(), ...right.variables.keys()])) {
    const a = left.variables.get(name);
    const b = right.variables.get(name);
    if (a !== undefined && a !== b) spend(left.unit, weightOf(a));
    joined.set(name, a === undefined || b === undefined ? unknown('condition', detail) : either(a, b, detail));
  }
  return joined;
}

/** A copy whose variables can be changed alone. Values themselves never change. */
export function fork(frame: Frame): Frame {
  return { ...frame, variables: new Map(frame.variables) };
}
