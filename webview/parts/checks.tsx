import type { CheckRow } from '../../src/protocol/views/readiness';
import { Button } from '../toolkit';
import { grades } from './grades';
import { Icon } from './icon';

/** What a check's buttons ask for. */
export interface CheckActions {
  readonly onOpen: (id: string) => void;
  readonly onMend: (id: string) => void;
  readonly onAccept: (check: string) => void;
}

const glyphs = { fix: 'lightbulb', open: 'go-to-file', command: 'play', copy: 'copy' } as const;

/** The checks of one area: what was found, on what it rests, what closes it. Those that nobody could evaluate are folded. */
export function Checks({ checks, ...actions }: CheckActions & { readonly checks: readonly CheckRow[] }) {
  const evaluated = checks.filter(({ outcome }) => outcome !== 'unknown');
  const unknown = checks.filter(({ outcome }) => outcome === 'unknown');
  return (
    <>
      {evaluated.length === 0 ? null : (
        <ul class="checks">
          {evaluated.map((check) => (
            <Check key={check.id} check={check} {...actions} />
          ))}
        </ul>
      )}
      {unknown.length === 0 ? null : (
        <details class="not-evaluated">
          <summary>Not evaluated ({unknown.length})</summary>
          <ul class="checks">
            {unknown.map((check) => (
              <Check key={check.id} check={check} {...actions} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Check({ check, onOpen, onMend, onAccept }: CheckActions & { readonly check: CheckRow }) {
  const { word, icon, tone } = grades[check.outcome];
  return (
    <li class={`check outcome-${check.outcome}`}>
      <Icon name={icon} tone={tone} />
      <div class="check-body">
        <h3>
          {check.title} <span class="note">· {word}</span>
        </h3>
        <p class="check-summary">{check.summary}</p>
        {check.decision === undefined ? null : <p class="note">{check.decision}</p>}
        {check.evidence.length === 0 ? null : (
          <ul class="evidence">
            {check.evidence.map(({ fact, source, open }, at) => (
              <li key={at}>
                {fact}{' '}
                {open === undefined ? (
                  <span class="note">{source}</span>
                ) : (
                  <Button look="quiet" name={`${source}: ${fact}`} onClick={() => onOpen(open)}>
                    {source}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        {check.remedies.length === 0 && !check.acceptable ? null : (
          <p class="check-tools">
            {check.remedies.map(({ id, title, does }) => (
              <Button key={id} icon={glyphs[does]} name={`${title}: ${check.title}`} onClick={() => onMend(id)}>
                {title}
              </Button>
            ))}
            {check.acceptable ? (
              <Button look="quiet" name={`Accept Risk…: ${check.title}`} onClick={() => onAccept(check.id)}>
                Accept Risk…
              </Button>
            ) : null}
          </p>
        )}
      </div>
    </li>
  );
}
