import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  SecurityLogDetail,
  SecurityLogFilter,
  SecurityLogState,
  SecurityLogView,
} from '../../src/protocol/views/securityLog';
import { RequestError, type ViewSide } from '../../src/protocol/viewSide';
import { type PageProps, type Requests, useRequests, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { filledColumns, logCell } from '../parts/logCells';
import { LogDetail } from '../parts/logDetail';
import { LogFindings } from '../parts/logFindings';
import { LogHistogram } from '../parts/logHistogram';
import { isSevere, logKey } from '../parts/logKeys';
import { Counts, LogStatus } from '../parts/logStatus';
import { logTime } from '../parts/logTime';
import { LogToolbar } from '../parts/logToolbar';
import { Failure, StateBlock } from '../parts/stateBlock';
import { VirtualRows } from '../parts/virtualRows';

/** The stream of security events. Every text in it is untrusted and shown as text. */
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
  return <Stream state={state} side={side} requests={requests} onRun={run} />;
}

interface StreamProps {
  readonly state: SecurityLogState;
  readonly side: ViewSide<SecurityLogView>;
  readonly requests: Requests<SecurityLogView>;
  readonly onRun: (command: string) => void;
}

function Stream({ state, side, requests, onRun }: StreamProps) {
  const [activeId, setActiveId] = useState<string | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(state.filter.text);
  const field = useRef<HTMLElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  // The host may change the filter too ("Filter by this address"). While someone types, what it says is already old.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(state.filter.text);
  }, [state.filter.text]);
  // Findings come and are muted while an event is open: it says so.
  const known = state.findings.map(({ id }) => id).join(' ') + state.muted;
  const detail = useDetail(side, open ? activeId : undefined, known);

  const { rows, paused, mode, edges } = state;
  const active = rows.findIndex(({ id }) => id === activeId);
  const reading = requests.busy.has('older') || requests.busy.has('newer');
  const pause = (): void => requests.send('setPaused', { paused: !paused });
  const filter = (change: Partial<SecurityLogFilter>): void =>
    requests.send('setFilter', { ...state.filter, text, ...change });
  const move = (edge: 'older' | 'newer'): void => {
    if (!reading && edges[edge]) requests.send(edge);
  };
  const close = (): void => {
    // What follows again is the end of the stream.
    if (open) setOpen(false);
    else setActiveId(undefined);
    grid.current?.focus();
  };

  const pressed = (event: KeyboardEvent): void => {
    const action = logKey(event, rows, active, edges);
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'pause') pause();
    else if (action === 'filter') field.current?.focus();
    else if (action === 'detail') setOpen(active >= 0 && !open);
    else if (action === 'close') close();
    else if (action === 'older' || action === 'newer') move(action);
    else if (action === 'mute') {
      if (activeId !== undefined) requests.send('muteEvent', { id: activeId });
    } else setActiveId(rows[action]?.id);
  };
  // They are in the order of time, as far as a log keeps it.
  const days = [rows[0], rows.at(-1)].some((row) => row !== undefined && logTime(row.at, new Date()).length > 8);
  const shown = open && activeId !== undefined && detail !== undefined;
  return (
    <main class="stream">
      <h1 class="hidden-text">Security log</h1>
      <div class="stream-top">
        {state.banner === undefined ? null : <BannerBar banner={state.banner} />}
        <Counts state={state} />
      </div>
      <LogToolbar
        state={state}
        text={text}
        field={field}
        onPause={pause}
        onSource={(id) => requests.send('chooseSource', { id })}
        onType={(typed) => {
          setText(typed);
          filter({ text: typed });
        }}
        onFilter={filter}
        onSpan={(minutes) => (minutes === undefined ? requests.send('anyTime') : requests.send('last', { minutes }))}
        onSearch={() => requests.send('search')}
        onClear={() => requests.send('clear')}
        onExport={() => requests.send('export')}
        onOpenPanel={() => requests.send('openPanel')}
      />
      <LogFindings
        findings={state.findings}
        muted={state.muted}
        onShow={(id) => requests.send('showFinding', { id })}
        onMute={(finding) => requests.send('mute', { finding })}
        onUnmuteAll={() => requests.send('unmuteAll')}
      />
      {state.histogram.length < 2 ? null : (
        <LogHistogram
          buckets={state.histogram}
          range={state.range}
          onZoom={(from, to) => requests.send('zoom', { from, to })}
          onReset={() => requests.send('anyTime')}
        />
      )}
      <LogStatus
        state={state}
        reading={reading}
        onOlder={() => move('older')}
        onLive={() => {
          setActiveId(undefined);
          requests.send('live');
        }}
        onStop={() => requests.send('stopWork')}
        onAnyTime={() => requests.send('anyTime')}
      />
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {state.state.kind === 'ready' && state.state.message === undefined ? null : (
        <StateBlock state={state.state} onRun={onRun} />
      )}
      {rows.length === 0 ? null : (
        <div class={`stream-body${shown ? ' with-detail' : ''}`}>
          <VirtualRows
            key={state.source}
            name="Security events"
            class={days ? 'with-days' : ''}
            columns={filledColumns(rows)}
            count={rows.length}
            rowHeight={22}
            active={active}
            follow={mode === 'live' && !paused && active < 0}
            rowData={(index) => rows[index]}
            rowId={(index) => rows[index]?.id ?? String(index)}
            rowClass={(index) => (isSevere(rows[index]) ? 'severe' : '')}
            cell={(index, column) => logCell(rows[index], column)}
            onActivate={(index) => {
              setActiveId(rows[index]?.id);
              if (index === active) setOpen(!open);
            }}
            onKey={pressed}
            onEdge={(edge) => move(edge === 'start' ? 'older' : 'newer')}
            gridRef={grid}
          />
          {shown ? (
            <LogDetail
              detail={detail}
              onClose={close}
              onFilter={(by) => requests.send('filterBy', { id: activeId, field: by })}
              onGo={setActiveId}
              onMute={(finding) => requests.send('mute', { finding })}
              onUnmute={(finding) => requests.send('unmute', { finding })}
            />
          ) : null}
        </div>
      )}
    </main>
  );
}

/** The detail of an event, asked for when it is opened; the last one stays in sight until the next has come. */
function useDetail(
  side: ViewSide<SecurityLogView>,
  id: string | undefined,
  known: string,
): SecurityLogDetail | undefined {
  const [detail, setDetail] = useState<SecurityLogDetail | undefined>(undefined);
  useEffect(() => {
    if (id === undefined) return undefined;
    const controller = new AbortController();
    side.request('detail', { id }, controller.signal).then(setDetail, (error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      // It left the window of the host, or another one is asked for: what is shown stays.
    });
    return () => controller.abort();
  }, [side, id, known]);
  return id === undefined ? undefined : detail;
}
