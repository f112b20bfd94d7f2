import type { PlanNode, PlanProblem } from './plan';

/** A row of SHOW WARNINGS after EXPLAIN. */
export interface Note {
  readonly code: number;
  readonly message: string;
}

/**
 * Indexes that cannot be used because the compared value has another type or collation. MySQL notes it as 1739
 * (ER_WARN_INDEX_NOT_APPLICABLE), MariaDB from 10.11 as 1105 with the value in it, which is left out here.
 */
export function conversionProblems(
  notes: readonly Note[],
  nodes: readonly PlanNode[],
): readonly (PlanProblem & { readonly rows: number })[] {
  const most = Math.max(
    1,
    ...nodes.map(({ actual, rows = 0, loops = 1 }) => (actual?.rows ?? rows) * (actual?.loops ?? loops)),
  );
  return notes.flatMap((note) => {
    const found = conversionOf(note);
    if (found === undefined) return [];
    const node = nodes.find(({ possibleKeys, key }) => possibleKeys.includes(found.index) || key === found.index);
    return [
      {
        kind: 'conversion' as const,
        text: `Index ${found.index} cannot be used: ${found.column} is compared with a value of another type or collation`,
        ...(node === undefined ? {} : { node: node.id }),
        measured: false,
        // The cause stands before the scan that it makes.
        rows: most * 2.5,
      },
    ];
  });
}

function conversionOf({ code, message }: Note): { readonly index: string; readonly column: string } | undefined {
  if (code === 1739) {
    const index = between(message, "on index '", "' due to type or collation conversion");
    const column = between(message, "conversion on field '", "'");
    return index === undefined || column === undefined ? undefined : { index, column };
  }
  if (code !== 1105 || !message.startsWith('Cannot use key ')) return undefined;
  const index = between(message, 'Cannot use key `', '` part[');
  const whole = between(message, ' for lookup: ', ' of type `');
  const column = whole?.slice(whole.lastIndexOf('.`') + 2, -1);
  return index === undefined || column === undefined ? undefined : { index, column };
}

function between(text: string, start: string, end: string): string | undefined {
  const from = text.indexOf(start);
  const to = from < 0 ? -1 : text.indexOf(end, from + start.length);
  return to < 0 ? undefined : text.slice(from + start.length, to);
}
