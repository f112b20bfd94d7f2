import type { FilterField, SecurityLogDetail } from '../../src/protocol/views/securityLog';
import { Button } from '../toolkit';
import { Facts } from './facts';
import { Severity } from './logFindings';
import { marks } from './logKeys';
import { logTime } from './logTime';

const fieldWords: Readonly<Record<FilterField, string>> = {
  ip: 'address',
  user: 'user',
  event: 'event',
  route: 'route',
};

interface LogDetailProps {
  readonly detail: SecurityLogDetail;
  readonly onClose: () => void;
  readonly onFilter: (field: FilterField) => void;
  readonly onGo: (id: string) => void;
  readonly onMute: (finding: string) => void;
  readonly onUnmute: (finding: string) => void;
}

/** One event in full. */
export function LogDetail({ detail, onClose, onFilter, onGo, onMute, onUnmute }: LogDetailProps) {
  return (
    <aside
      class="detail"
      aria-label="Event"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="detail-head">
        <h2>{detail.title}</h2>
        <Button look="icon" icon="close" name="Close" hint="Close (Escape)" onClick={onClose} />
      </div>
      {detail.message === detail.title ? null : <p class="detail-message">{detail.message}</p>}
      {detail.filterBy.length === 0 ? null : (
        <div class="detail-actions" role="group" aria-label="Filter">
          {detail.filterBy.map(({ field, value }) => (
            <Button
              key={field}
              look="quiet"
              name={`Filter by this ${fieldWords[field]}: ${value}`}
              onClick={() => onFilter(field)}
            >
              Filter by this {fieldWords[field]}
            </Button>
          ))}
        </div>
      )}
      {detail.findings.map((finding) => (
        <section key={finding.id} class="detail-finding" aria-label="Finding">
          <h3>
            <Severity severity={finding.severity} /> {finding.title}
          </h3>
          <p>{finding.summary}</p>
          <p class="note">{finding.why}</p>
          <p class="note">{finding.advice}</p>
          {finding.muted === undefined ? (
            <Button look="quiet" name={`Mute… ${finding.title}`} onClick={() => onMute(finding.id)}>
              Mute…
            </Button>
          ) : (
            <p class="note">
              Muted {finding.muted}.{' '}
              <Button look="quiet" name={`Unmute ${finding.title}`} onClick={() => onUnmute(finding.id)}>
                Unmute
              </Button>
            </p>
          )}
        </section>
      ))}
      <Facts as="lines" facts={detail.facts} />
      <Text title="Further lines" text={detail.more} />
      {detail.related.length === 0 ? null : (
        <section aria-label="Related events">
          <h3>Within 30 seconds</h3>
          <ul class="related">
            {detail.related.map(({ id, at, level, text }) => (
              <li key={id}>
                <span class="note">{logTime(at, new Date())}</span>
                {level === undefined ? null : <span class="note">{marks[level].word}</span>}
                <Button look="quiet" onClick={() => onGo(id)}>
                  {text}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Text title="As written" text={detail.raw} />
    </aside>
  );
}

function Text({ title, text }: { readonly title: string; readonly text: string | undefined }) {
  if (text === undefined || text === '') return null;
  return (
    <section>
      <h3>{title}</h3>
      <pre class="sql" tabIndex={0} role="region" aria-label={title}>
        <code>{text}</code>
      </pre>
    </section>
  );
}
