import { mostNodes } from './draft';
import { subqueryHeading, type Iterator } from './iterator';

interface Line {
  readonly depth: number;
  text: string;
}

/** Lines that stand above an iterator and are none. */
const headings = new Set(['Hash', 'Repeat until convergence']);

/** Deeper than any plan of MySQL; what is deeper hangs at this level. */
const deepest = 200;

/**
 * EXPLAIN FORMAT=TREE and EXPLAIN ANALYZE of MySQL 8.0.16 and later (reference manual 8.0, 15.8.2; sql/join_optimizer/
 * explain_access_path.cc): a line an iterator, "-> " indented by four spaces a level. A literal may hold line breaks: what does
 * not begin with an arrow belongs to the line before. Linear in the text.
 */
export function iteratorsOfTree(text: string): readonly Iterator[] {
  const root: Growing = { line: { depth: -1, text: '' }, inputs: [] };
  const path: Growing[] = [root];
  for (const line of linesOf(text)) {
    while (path.length > 1 && (path.at(-1)?.line.depth ?? -1) >= line.depth) path.pop();
    const one: Growing = { line, inputs: [] };
    (path.at(-1) ?? root).inputs.push(one);
    if (path.length < deepest) path.push(one);
  }
  return root.inputs.flatMap(iteratorOf);
}

interface Growing {
  readonly line: Line;
  readonly inputs: Growing[];
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const content = raw.trimStart();
    const last = lines.at(-1);
    if (lines.length >= mostNodes) break;
    if (content.startsWith('-> '))
      lines.push({ depth: Math.floor((raw.length - content.length) / 4), text: content.slice(3) });
    else if (last !== undefined && raw !== '') last.text += `\n${raw}`;
  }
  return lines;
}

function iteratorOf({ line, inputs }: Growing): readonly Iterator[] {
  const { operation, ...figures } = figuresOf(line.text.trimEnd());
  const below = inputs.flatMap(iteratorOf);
  if (!headings.has(operation) && subqueryHeading(operation) === undefined)
    return [{ operation, ...figures, inputs: below }];
  return below.map((one) => (one.heading === undefined ? { ...one, heading: operation } : one));
}

/**
 * Takes "(cost=603 rows=5980)" or "(cost=2442..2469 rows=2000)" and "(actual time=0.1..3.1 rows=6000 loops=1)" or "(never executed)"
 * off the end: from there, because a condition may hold anything.
 */
function figuresOf(text: string): Pick<Iterator, 'operation' | 'cost' | 'rows' | 'actual'> {
  let rest = text;
  const take = (opening: string): string | undefined => {
    const at = rest.lastIndexOf(opening);
    if (at < 0 || !rest.endsWith(')')) return undefined;
    const inside = rest.slice(at + opening.length, -1);
    if (/[^\w=.+ -]/.test(inside)) return undefined;
    rest = rest.slice(0, at).trimEnd();
    return inside;
  };
  const never = take(' (never executed') !== undefined;
  const actual = never ? undefined : take(' (actual ');
  const estimate = take(' (cost=') ?? take(' (rows=');
  const costed = estimate !== undefined && text.includes(` (cost=${estimate}`);
  const cost = costed ? numberOf(estimate, estimate.includes('..') ? '..' : '') : undefined;
  const rows = estimate === undefined ? undefined : numberOf(costed ? estimate : `rows=${estimate}`, 'rows=');
  const loops = actual === undefined ? undefined : numberOf(actual, 'loops=');
  const lastMs = actual?.startsWith('time=') === true ? numberOf(actual, '..') : undefined;
  const actualRows = actual === undefined ? undefined : numberOf(actual, 'rows=');
  const run = never ? { loops: 0 } : loops === undefined ? undefined : { loops };
  return {
    operation: rest,
    ...(cost === undefined ? {} : { cost }),
    ...(rows === undefined ? {} : { rows }),
    ...(run === undefined
      ? {}
      : {
          actual: {
            ...run,
            ...(actualRows === undefined ? {} : { rows: actualRows }),
            ...(lastMs === undefined ? {} : { lastMs }),
          },
        }),
  };
}

/** The number behind a word of a short text: "4.06e+6", "50e-6". */
function numberOf(text: string, word: string): number | undefined {
  const at = text.indexOf(word);
  if (at < 0) return undefined;
  const digits = /^[\d.]+?(?:e[+-]?\d+)?(?![\d.e])/.exec(text.slice(at + word.length).split('..')[0] ?? '')?.[0];
  const value = Number(digits ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
