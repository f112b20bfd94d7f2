import { useEffect, useRef, useState } from 'preact/hooks';
import type { SecurityLogState } from '../../src/protocol/views/securityLog';
import { Button } from '../toolkit';

interface LogStatusProps {
  readonly state: SecurityLogState;
  /** A page of older or newer events is being read. */
  readonly reading: boolean;
  readonly onOlder: () => void;
  readonly onLive: () => void;
  readonly onStop: () => void;
  readonly onAnyTime: () => void;
}

/** Where in the log one is, what is being read, and the way back. Nothing while the newest events are followed. */
export function LogStatus({ state, reading, onOlder, onLive, onStop, onAnyTime }: LogStatusProps) {
  const { mode, work, range, remarks, edges } = state;
  const running = work?.running === true;
  if (mode === 'live' && work === undefined && range === undefined && remarks.length === 0 && !reading) return null;
  return (
    <div class="stream-status">
      {work === undefined ? null : (
        <p role="status" class="work">
          <strong>{work.title}:</strong> {work.text}
        </p>
      )}
      {running && work.share !== undefined ? (
        <div
          class="work-bar"
          role="progressbar"
          aria-label={work.title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(work.share * 100)}
        >
          <span style={{ width: `${Math.min(100, work.share * 100)}%` }} />
        </div>
      ) : null}
      {running ? (
        <Button look="quiet" onClick={onStop}>
          Stop
        </Button>
      ) : null}
      {mode === 'older' ? <p>{edges.older ? 'Older events' : 'The log begins here'}</p> : null}
      {range === undefined ? null : (
        <p class="range">
          {range.text}{' '}
          <Button look="quiet" onClick={onAnyTime}>
            Any time
          </Button>
        </p>
      )}
      {remarks.map((remark) => (
        <p key={remark} role="status">
          {remark}
        </p>
      ))}
      {reading ? <p role="status">Reading…</p> : null}
      {mode === 'older' && remarks.length > 0 && edges.older && !reading ? (
        <Button look="quiet" onClick={onOlder}>
          Go on
        </Button>
      ) : null}
      {mode === 'live' ? null : (
        <Button look="quiet" onClick={onLive}>
          Back to live
        </Button>
      )}
    </div>
  );
}

/** Spoken politely and at most every few seconds: a stream that speaks each event cannot be listened to. */
export function Counts({ state }: { readonly state: SecurityLogState }) {
  const { rows, skipped, paused } = state;
  const events = `${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'event' : 'events'}`;
  const missed = skipped === 0 ? '' : ` · ${skipped.toLocaleString('en-US')} skipped while paused`;
  const words = `${events}${missed}${paused && skipped === 0 ? ' · paused' : ''}`;
  const [spoken, setSpoken] = useState(words);
  const latest = useRef(words);
  latest.current = words;
  useEffect(() => {
    const timer = setInterval(() => setSpoken(latest.current), 5000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="note counts">
      <span aria-hidden="true">{words}</span>
      <span class="hidden-text" aria-live="polite">
        {spoken}
      </span>
    </p>
  );
}
