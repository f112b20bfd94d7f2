import type { RefObject } from 'preact';
import { levels, type SecurityLogFilter, type SecurityLogState, spans } from '../../src/protocol/views/securityLog';
import { Button, Dropdown, TextField } from '../toolkit';
import { marks } from './logKeys';

interface LogToolbarProps {
  readonly state: SecurityLogState;
  /** What stands in the filter, which may be newer than what the host knows. */
  readonly text: string;
  readonly field: RefObject<HTMLElement | null>;
  readonly onPause: () => void;
  readonly onSource: (id: string) => void;
  readonly onType: (text: string) => void;
  readonly onFilter: (change: Partial<SecurityLogFilter>) => void;
  /** Minutes; undefined for any time. */
  readonly onSpan: (minutes: number | undefined) => void;
  readonly onSearch: () => void;
  readonly onClear: () => void;
  readonly onExport: () => void;
  readonly onOpenPanel: () => void;
}

/** What can be done with the stream. */
export function LogToolbar(props: LogToolbarProps) {
  const { state, text, field } = props;
  const { paused, filter, range } = state;
  return (
    <div class="toolbar" role="toolbar" aria-label="Stream">
      <Button
        icon={paused ? 'play' : 'debug-pause'}
        name={paused ? 'Resume' : 'Pause'}
        hint={paused ? 'Resume (Space)' : 'Pause (Space)'}
        onClick={props.onPause}
      >
        <span class="toolbar-text">{paused ? 'Resume' : 'Pause'}</span>
      </Button>
      {state.sources.length < 2 ? null : (
        <Dropdown name="Log source" value={state.source} options={state.sources} onChange={props.onSource} />
      )}
      <Dropdown
        name="Lowest level"
        value={filter.level}
        options={levels.map((level) => ({
          id: level,
          title: level === 'debug' ? 'All levels' : `${marks[level].word} and above`,
        }))}
        onChange={(chosen) => {
          const level = levels.find((known) => known === chosen);
          if (level !== undefined) props.onFilter({ level });
        }}
      />
      <Dropdown
        name="Time"
        value={range === undefined ? 'any' : 'chosen'}
        options={[
          { id: 'any', title: 'Any time' },
          ...(range === undefined ? [] : [{ id: 'chosen', title: range.text }]),
          ...spans.map(({ minutes, title }) => ({ id: String(minutes), title })),
        ]}
        onChange={(id) => {
          if (id !== 'chosen') props.onSpan(id === 'any' ? undefined : Number(id));
        }}
      />
      <div class="toolbar-filter">
        <TextField
          name="Filter"
          icon="filter"
          placeholder={filter.regex ? 'Regular expression' : 'Filter: words, -word, ip: user: event: route: status:'}
          value={text}
          fieldRef={field}
          onInput={props.onType}
        />
        <Button
          look="icon"
          icon="regex"
          name="Regular expression"
          hint="Use a regular expression"
          pressed={filter.regex}
          onClick={() => props.onFilter({ regex: !filter.regex })}
        />
        <Button
          look="icon"
          icon="search"
          name="Search the files"
          hint="Search all of the files"
          onClick={props.onSearch}
        />
      </div>
      <div class="toolbar-end">
        {state.can.includes('export') ? (
          <Button look="icon" icon="export" name="Export" hint="Export…" onClick={props.onExport} />
        ) : null}
        {state.can.includes('openPanel') ? (
          <Button
            look="icon"
            icon="go-to-file"
            name="Open in Editor"
            hint="Open in Editor"
            onClick={props.onOpenPanel}
          />
        ) : null}
        <Button look="icon" icon="clear-all" name="Clear" hint="Clear" onClick={props.onClear} />
      </div>
    </div>
  );
}
