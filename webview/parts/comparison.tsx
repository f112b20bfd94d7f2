import type { ComparedTable, RestorePlanContent } from '../../src/protocol/views/restorePlan';
import { Facts } from './facts';
import { Icon } from './icon';

const states = {
  onlyLive: { word: 'Only live', icon: 'diff-removed', tone: 'warning', order: 0 },
  onlyCopy: { word: 'Only in the copy', icon: 'diff-added', tone: 'warning', order: 1 },
  different: { word: 'Different', icon: 'diff-modified', tone: 'plain', order: 2 },
  same: { word: 'Same', icon: 'pass', tone: 'good', order: 3 },
} as const;

/** Rows that are drawn; a page of thousands helps nobody, and the report has them all. */
const mostRows = 300;

/** The copy against the live database: what differs first. */
export function Comparison({ comparison }: { readonly comparison: NonNullable<RestorePlanContent['comparison']> }) {
  const sorted = comparison.tables.toSorted((a, b) => states[a.state].order - states[b.state].order);
  const differing = sorted.filter(({ state }) => state !== 'same');
  const same = sorted.slice(differing.length);
  return (
    <>
      <Facts as="lines" facts={comparison.summary} />
      {differing.length === 0 ? null : <ComparedTables name="Tables that differ" tables={differing} />}
      {same.length === 0 ? null : (
        <details>
          <summary>
            <Icon name="pass" tone="good" /> {same.length === 1 ? '1 table is' : `${count(same.length)} tables are`} the
            same
          </summary>
          <ComparedTables name="Tables that are the same" tables={same} />
        </details>
      )}
    </>
  );
}

function ComparedTables({ name, tables }: { readonly name: string; readonly tables: readonly ComparedTable[] }) {
  return (
    <>
      <table class="compared" aria-label={name}>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" class="number">
              Rows in the copy
            </th>
            <th scope="col" class="number">
              Rows live
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.slice(0, mostRows).map((table) => (
            <tr key={table.name}>
              <td>
                <span class="mono compared-name">{table.name}</span>
                <span class="compared-state">
                  <Icon name={states[table.state].icon} tone={states[table.state].tone} /> {states[table.state].word}
                  {table.remark === undefined ? null : <span class="note"> · {table.remark}</span>}
                </span>
              </td>
              <td class="number">{table.copyRows === undefined ? '–' : count(table.copyRows)}</td>
              <td class="number">{table.liveRows === undefined ? '–' : count(table.liveRows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tables.length <= mostRows ? null : <p class="note">{count(tables.length - mostRows)} more are in the report.</p>}
    </>
  );
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
