import type { PreflightOutcome, PreflightRow } from '../../src/protocol/views/restorePlan';
import { Button, Checkbox } from '../toolkit';
import { Icon } from './icon';

/** Word, codicon and tone of an outcome. */
export const outcomes = {
  fail: { word: 'Blocks', icon: 'error', tone: 'bad' },
  warn: { word: 'Accept or mend', icon: 'warning', tone: 'warning' },
  unknown: { word: 'Unknown', icon: 'question', tone: 'plain' },
  pass: { word: 'OK', icon: 'pass', tone: 'good' },
} as const satisfies Record<PreflightOutcome, object>;

interface PreflightListProps {
  readonly rows: readonly PreflightRow[];
  /** Nothing can be accepted any more. */
  readonly disabled: boolean;
  readonly onAccept: (check: string, accepted: boolean) => void;
  readonly onCopy: (check: string) => void;
}

/** What has to hold before a restore: what blocks first, then what has to be accepted, what is unknown, what holds. */
export function PreflightList({ rows, ...more }: PreflightListProps) {
  const of = (outcome: PreflightOutcome): readonly PreflightRow[] => rows.filter((row) => row.outcome === outcome);
  const open = [...of('fail'), ...of('warn'), ...of('unknown')];
  const held = of('pass');
  return (
    <>
      {open.length === 0 ? null : (
        <ul class="checks">
          {open.map((row) => (
            <Row key={row.id} row={row} {...more} />
          ))}
        </ul>
      )}
      {held.length === 0 ? null : (
        <details class="held">
          <summary>
            <Icon name="pass" tone="good" /> {held.length === 1 ? '1 check holds' : `${held.length} checks hold`}
          </summary>
          <ul class="checks">
            {held.map((row) => (
              <Row key={row.id} row={row} {...more} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Row({ row, disabled, onAccept, onCopy }: Omit<PreflightListProps, 'rows'> & { readonly row: PreflightRow }) {
  const { word, icon, tone } = outcomes[row.outcome];
  const accepted = row.outcome === 'warn' && row.accepted;
  return (
    <li class={`check preflight-${row.outcome}`}>
      <Icon name={icon} tone={tone} />
      <div class="check-body">
        <h3>
          {row.title} <span class="note">· {accepted ? 'Accepted' : word}</span>
        </h3>
        <p class="check-summary">{row.found}</p>
        {row.next === undefined ? null : <p class="check-summary note">{row.next}</p>}
        {row.sql === undefined ? null : (
          <div class="with-tool preflight-sql">
            <pre class="sql">
              <code>{row.sql}</code>
            </pre>
            <Button
              look="icon"
              icon="copy"
              name={`Copy statement: ${row.title}`}
              hint="Copy statement"
              onClick={() => onCopy(row.id)}
            />
          </div>
        )}
        {row.outcome === 'warn' && !disabled ? (
          <Checkbox
            checked={row.accepted}
            name={`Accept: ${row.title}`}
            onChange={(checked) => onAccept(row.id, checked)}
          >
            Accept
          </Checkbox>
        ) : null}
      </div>
    </li>
  );
}
