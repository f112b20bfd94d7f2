import { useEffect, useRef, useState } from 'preact/hooks';
import {
  levels,
  type SecurityLogRow,
  type SecurityLogState,
  type SecurityLogView,
} from '../../src/protocol/views/securityLog';
import { type PageProps, useRequests, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { LevelWord } from '../parts/levelWord';
import { LogDetail } from '../parts/logDetail';
import { isSevere, logKey, marks } from '../parts/logKeys';
import { logTime, stackPreview } from '../parts/logTime';
import { Failure, StateBlock } from '../parts/stateBlock';
import { VirtualRows } from '../parts/virtualRows';
import { Button, Dropdown, TextField } from '../toolkit';

const columns = [
  { id: 'at', title: 'Time' },
  { id: 'level', title: 'Level' },
  { id: 'event', title: 'Event' },
  { id: 'actor', title: 'Actor' },
  { id: 'ip', title: 'Address' },
  { id: 'route', title: 'Route' },
  { id: 'message', title: 'Message' },
] as const;

/** A log without routes has no use for a column of them. */
function filledColumns(rows: readonly SecurityLogRow[]) {
  return columns.filter(({ id }) => rows.some((row) => row[id] !== undefined));
}

/** The newest security events, following the log. Every text in it is untrusted and shown as text. */
export function SecurityLogPage({ side }: PageProps<SecurityLogView>) {
  const state = useSnapshot(side);
  const requests = useRequests<SecurityLogView>(side);
  const run = (command: string): void => requests.send('run', { command });
  if (state === undefined)
    return (
      <main class="stream">
        <h1 class="hidden-text">Security log</h1>
        <StateBlock state={{ kind: 'loading', message: 'Opening the security log…' }} onRun={run} />
      </main>
    );
  return <Stream state={state} requests={requests} onRun={run} />;
}

interface StreamProps {
  readonly state: SecurityLogState;
  readonly requests: ReturnType<typeof useRequests<SecurityLogView>>;
  readonly onRun: (command: string) => void;
}

function Stream({ state, requests, onRun }: StreamProps) {
  const [activeId, setActiveId] = useState<string | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(state.filter.text);
  const field = useRef<HTMLElement>(null);
  // The host may change the filter too ("Show in Stream"). While someone types, what it says is already old.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(state.filter.text);
  }, [state.filter.text]);

  const { rows, paused } = state;
  const active = rows.findIndex(({ id }) => id === activeId);
  const pause = (): void => requests.send('setPaused', { paused: !paused });
  const filter = (change: Partial<SecurityLogState['filter']>): void =>
    requests.send('setFilter', { text, level: state.filter.level, ...change });

  const pressed = (event: KeyboardEvent): void => {
    const action = logKey(event, rows, active);
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'pause') pause();
    else if (action === 'filter') field.current?.focus();
    else if (action === 'detail') setOpen(active >= 0 && !open);
    else if (action === 'close') setOpen(false);
    else setActiveId(rows[action]?.id);
  };
  const chosen = rows[active];
  const days = rows.some(({ at }) => logTime(at, new Date()).length > 8);
  return (
    <main class="stream">
      <h1 class="hidden-text">Security log</h1>
      <div class="stream-top">
        {state.banner === undefined ? null : <BannerBar banner={state.banner} />}
        <Counts rows={rows.length} skipped={state.skipped} paused={paused} />
      </div>
      <div class="toolbar" role="group" aria-label="Stream">
        <Button
          icon={paused ? 'play' : 'debug-pause'}
          name={paused ? 'Resume' : 'Pause'}
          hint={paused ? 'Resume (Space)' : 'Pause (Space)'}
          onClick={pause}
        >
          <span class="toolbar-text">{paused ? 'Resume' : 'Pause'}</span>
        </Button>
        {state.sources.length < 2 ? null : (
          <Dropdown
            name="Log source"
            value={state.source}
            options={state.sources}
            onChange={(id) => requests.send('chooseSource', { id })}
          />
        )}
        <Dropdown
          name="Lowest level"
          value={state.filter.level}
          options={levels.map((level) => ({
            id: level,
            title: level === 'debug' ? 'All levels' : `${marks[level].word} and above`,
          }))}
          onChange={(chosen) => {
            const level = levels.find((known) => known === chosen);
            if (level !== undefined) filter({ level });
          }}
        />
        <TextField
          name="Filter"
          icon="filter"
          placeholder="Filter: words, ip: user: route: event:"
          value={text}
          fieldRef={field}
          onInput={(typed) => {
            setText(typed);
            filter({ text: typed });
          }}
        />
        <Button look="icon" icon="clear-all" name="Clear" hint="Clear" onClick={() => requests.send('clear')} />
      </div>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {state.state.kind === 'ready' && state.state.message === undefined ? null : (
        <StateBlock state={state.state} onRun={onRun} />
      )}
      {rows.length === 0 ? null : (
        <div class={`stream-body${open && chosen !== undefined ? ' with-detail' : ''}`}>
          <VirtualRows
            name="Security events"
            class={days ? 'with-days' : ''}
            columns={filledColumns(rows)}
            count={rows.length}
            rowHeight={22}
            active={active}
            follow={!paused && active < 0}
            rowId={(index) => rows[index]?.id ?? String(index)}
            rowClass={(index) => (isSevere(rows[index]) ? 'severe' : '')}
            cell={(index, column) => cellOf(rows[index], column)}
            onActivate={(index) => {
              setActiveId(rows[index]?.id);
              if (index === active) setOpen(!open);
            }}
            onKey={pressed}
          />
          {open && chosen !== undefined ? <LogDetail row={chosen} onClose={() => setOpen(false)} /> : null}
        </div>
      )}
    </main>
  );
}

function cellOf(row: SecurityLogRow | undefined, column: string) {
  if (row === undefined) return null;
  switch (columns.find(({ id }) => id === column)?.id) {
    case 'at':
      return <span title={row.at}>{logTime(row.at, new Date())}</span>;
    case 'level':
      return <LevelWord level={row.level} />;
    case 'event':
      return row.event;
    case 'actor':
      return row.actor;
    case 'ip':
      return row.ip;
    case 'route':
      return row.route;
    default:
      return (
        <>
          <span class={row.message === row.event ? 'repeated' : ''}>{row.message}</span>
          {row.stack === undefined ? null : <span class="note more">{stackPreview(row.stack)}</span>}
        </>
      );
  }
}

/** Spoken politely and at most every few seconds: a stream that speaks each event cannot be listened to. */
function Counts({
  rows,
  skipped,
  paused,
}: {
  readonly rows: number;
  readonly skipped: number;
  readonly paused: boolean;
}) {
  const events = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'event' : 'events'}`;
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
