import type { StatementRow } from '../../src/protocol/views/dashboard';
import { Button } from '../toolkit';

/** The statements that cost most: a bar of their share, and a button that opens the plan. */
export function Statements({
  rows,
  onOpen,
}: {
  readonly rows: readonly StatementRow[];
  readonly onOpen: (digest: string) => void;
}) {
  const p95 = rows.some((row) => row.p95 !== undefined);
  return (
    <table class="statements">
      <thead>
        <tr>
          <th scope="col" class="share">
            Share
          </th>
          <th scope="col">Statement</th>
          <th scope="col" class="number">
            Calls
          </th>
          <th scope="col" class="number">
            Average
          </th>
          {p95 ? (
            <th scope="col" class="number">
              p95
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.digest}>
            <td class="share">
              <span class="share-bar" aria-hidden="true">
                <span style={{ width: `${Math.round(Math.min(1, Math.max(0, row.weight)) * 100)}%` }} />
              </span>
              {row.share}
            </td>
            <td class="statement">
              <Button look="quiet" name={`Explain: ${row.text}`} hint={row.text} onClick={() => onOpen(row.digest)}>
                {row.text}
              </Button>
            </td>
            <td class="number">{row.calls}</td>
            <td class="number">{row.average}</td>
            {p95 ? <td class="number">{row.p95 ?? '–'}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
