import { useState } from 'preact/hooks';
import type { LogFinding } from '../../src/protocol/views/securityLog';
import { Button } from '../toolkit';
import { Icon } from './icon';
import { severityMarks } from './logKeys';

interface LogFindingsProps {
  readonly findings: readonly LogFinding[];
  readonly muted: number;
  readonly onShow: (id: string) => void;
  readonly onMute: (id: string) => void;
  readonly onUnmuteAll: () => void;
}

/** What was found in the stream: the newest in one line, all of them on demand. */
export function LogFindings({ findings, muted, onShow, onMute, onUnmuteAll }: LogFindingsProps) {
  const [open, setOpen] = useState(false);
  if (findings.length === 0 && muted === 0) return null;
  const shown = open ? findings : findings.slice(0, 1);
  return (
    <section class={`findings${open ? ' open' : ''}`} aria-label="Findings">
      <ul>
        {shown.map((finding) => (
          <li key={finding.id} class="finding">
            <Severity severity={finding.severity} />
            <Button look="quiet" name={`${finding.title}: show its events`} onClick={() => onShow(finding.id)}>
              {finding.title}
            </Button>
            <span class="finding-summary note">{finding.summary}</span>
            <span class="finding-count note">{finding.count}</span>
            <Button
              look="icon"
              icon="bell-slash"
              name={`Mute ${finding.title}`}
              hint="Mute…"
              onClick={() => onMute(finding.id)}
            />
          </li>
        ))}
      </ul>
      <div class="findings-more">
        {findings.length < 2 ? null : (
          <Button look="quiet" pressed={open} onClick={() => setOpen(!open)}>
            {open ? 'Show less' : `${findings.length} findings`}
          </Button>
        )}
        {muted === 0 ? null : (
          <>
            <span class="note">{muted} muted</span>
            <Button look="quiet" onClick={onUnmuteAll}>
              Unmute
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

/** A severity as shape and word. */
export function Severity({ severity }: Pick<LogFinding, 'severity'>) {
  const { word, icon, tone } = severityMarks[severity];
  return (
    <span class="level">
      <Icon name={icon} tone={tone} /> <span>{word}</span>
    </span>
  );
}
