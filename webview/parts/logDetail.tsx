import type { SecurityLogRow } from '../../src/protocol/views/securityLog';
import { Button } from '../toolkit';
import { Facts } from './facts';
import { marks } from './logKeys';

/** One event in full. */
export function LogDetail({ row, onClose }: { readonly row: SecurityLogRow; readonly onClose: () => void }) {
  const known = [
    { label: 'Time', value: row.at },
    { label: 'Level', value: marks[row.level].word },
    { label: 'Event', value: row.event },
    { label: 'Actor', value: row.actor },
    { label: 'Address', value: row.ip },
    { label: 'Route', value: row.route },
  ].flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]));
  return (
    <aside class="detail" aria-label="Event">
      <div class="detail-head">
        <h2>{row.event ?? marks[row.level].word}</h2>
        <Button look="icon" icon="close" name="Close" hint="Close" onClick={onClose} />
      </div>
      {row.message === row.event ? null : <p class="detail-message">{row.message}</p>}
      <Facts as="lines" facts={known} />
      {row.stack === undefined ? null : (
        <pre class="sql" tabIndex={0} role="region" aria-label="Further lines">
          <code>{row.stack}</code>
        </pre>
      )}
    </aside>
  );
}
