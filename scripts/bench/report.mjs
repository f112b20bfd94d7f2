// The figures as one table for people, or as JSON.
import { median } from './measure.mjs';

/** @param {number} value @param {'ms' | 'bytes'} unit */
function amount(value, unit) {
  if (unit === 'ms') return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  if (value < 1000) return `${value} B`;
  return value < 1_000_000
    ? `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} kB`
    : `${(value / 1_000_000).toFixed(2)} MB`;
}

/** "18 ms (17–22) of 15"; a size that is the same every time is just that. @param {number[]} values @param {'ms' | 'bytes'} unit */
function spread(values, unit) {
  const middle = amount(median(values), unit);
  const least = Math.min(...values);
  const most = Math.max(...values);
  if (values.length === 1 || (unit === 'bytes' && least === most)) return middle;
  return `${middle} (${amount(least, unit)}–${amount(most, unit)}) of ${values.length}`;
}

/** Ours over the peer's. @param {import('./measure.mjs').Row} row */
function ratio({ values, peer }) {
  if (peer === undefined) return undefined;
  const value = median(values) / median(peer.values);
  return value < 0.095 ? value.toFixed(3) : value.toFixed(2);
}

/** @param {import('./measure.mjs').Row} row */
const overBudget = ({ values, budget }) => budget !== undefined && median(values) > budget;

/** @param {(import('./measure.mjs').Row & { section: string })[]} rows */
export function table(rows) {
  const lines = [
    ['what', 'median (min–max) of runs', 'budget', 'peer in the same run', "peer's", 'ours / peer'],
    ...rows.map((row) => [
      `${row.section}: ${row.what}`,
      spread(row.values, row.unit),
      row.budget === undefined ? '–' : `${amount(row.budget, row.unit)}${overBudget(row) ? ' OVER' : ''}`,
      row.peer?.name ?? 'none',
      row.peer === undefined ? '–' : spread(row.peer.values, row.unit),
      ratio(row) ?? '–',
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const written = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  written.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return written.join('\n');
}

/** @param {(import('./measure.mjs').Row & { section: string })[]} rows */
export const figures = (rows) =>
  rows.map((row) => ({
    ...row,
    median: median(row.values),
    ...(row.budget === undefined ? {} : { withinBudget: !overBudget(row) }),
    ...(row.peer === undefined
      ? {}
      : { peer: { ...row.peer, median: median(row.peer.values) }, ratio: Number(ratio(row)) }),
  }));
