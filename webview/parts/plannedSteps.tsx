import type { PlannedStep, RewritingRow } from '../../src/protocol/views/restorePlan';

/** What will happen, in order; the exact statements on request. */
export function PlannedSteps({ steps }: { readonly steps: readonly PlannedStep[] }) {
  return (
    <ol class="planned">
      {steps.map(({ title, statements }, at) => (
        <li key={at}>
          <p>{title}</p>
          {statements.length === 0 ? null : (
            <details>
              <summary aria-label={`Show what runs: ${title}`}>
                {statements.length === 1 ? 'Show what runs' : `Show what runs (${statements.length})`}
              </summary>
              <pre class="sql" tabIndex={0} role="region" aria-label={`What runs: ${title}`}>
                <code>{statements.join('\n')}</code>
              </pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Statements of the dump that the restore writes differently, before and after. */
export function Rewritings({ rows }: { readonly rows: readonly RewritingRow[] }) {
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <details class="rewritings">
      <summary>
        The restore writes {total === 1 ? '1 statement' : `${total.toLocaleString('en-US')} statements`} of the dump
        differently
      </summary>
      <ul>
        {rows.map(({ why, count, original, written }, at) => (
          <li key={at}>
            <p>
              {why} <span class="note">· {count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`}</span>
            </p>
            <dl class="rewriting">
              <div>
                <dt>In the dump</dt>
                <dd>
                  <pre class="sql">
                    <code>{original}</code>
                  </pre>
                </dd>
              </div>
              <div>
                <dt>Sent</dt>
                <dd>
                  {written === undefined ? (
                    <span class="note">Nothing</span>
                  ) : (
                    <pre class="sql">
                      <code>{written}</code>
                    </pre>
                  )}
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </details>
  );
}
