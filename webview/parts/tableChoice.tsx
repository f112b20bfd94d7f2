import { useState } from 'preact/hooks';
import type { RestorePlanContent } from '../../src/protocol/views/restorePlan';
import { Button, TextField } from '../toolkit';
import { CheckList } from './checkList';

interface TableChoiceProps {
  readonly tables: RestorePlanContent['tables'];
  readonly disabled: boolean;
  /** True while the host has not answered the last choice. */
  readonly sending: boolean;
  readonly onChoose: (tables: readonly string[]) => void;
}

/** Which tables of the dump are restored: all, or those that are ticked. */
export function TableChoice({ tables, disabled, sending, onChoose }: TableChoiceProps) {
  const [filter, setFilter] = useState('');
  // What was ticked and not answered yet: a second tick builds on the first.
  const [draft, setDraft] = useState<ReadonlySet<string> | undefined>(undefined);
  const told = new Set(tables.filter(({ chosen }) => chosen).map(({ name }) => name));
  const chosen = sending && draft !== undefined ? draft : told;
  const choose = (next: ReadonlySet<string>): void => {
    setDraft(next);
    onChoose(tables.map(({ name }) => name).filter((name) => next.has(name)));
  };
  const toggle = (names: readonly string[], checked: boolean): void => {
    const next = new Set(chosen);
    for (const name of names)
      if (checked) next.add(name);
      else next.delete(name);
    choose(next);
  };
  const needle = filter.trim().toLowerCase();
  const listed = tables.filter(({ name }) => name.toLowerCase().includes(needle));
  const names = listed.map(({ name }) => name);
  const all = chosen.size === tables.length;
  return (
    <div class="table-choice">
      <p>
        {all ? (
          <>
            The whole dump: <strong>{count(tables.length)} tables</strong> and everything else in it.
          </>
        ) : (
          <>
            <strong>
              {count(chosen.size)} of {count(tables.length)} tables.
            </strong>{' '}
            Views, triggers, routines and events stay out.
          </>
        )}
      </p>
      <details>
        <summary>Choose tables</summary>
        <div class="table-choice-tools">
          <TextField name="Filter tables" value={filter} placeholder="Filter" icon="search" onInput={setFilter} />
          <Button disabled={disabled || names.length === 0} onClick={() => toggle(names, true)}>
            {needle === '' ? 'Choose All' : `Choose ${count(names.length)}`}
          </Button>
          <Button disabled={disabled || names.length === 0} onClick={() => toggle(names, false)}>
            {needle === '' ? 'Choose None' : `Leave Out ${count(names.length)}`}
          </Button>
        </div>
        {listed.length === 0 ? (
          <p class="note">No table has “{filter.trim()}” in its name.</p>
        ) : (
          <CheckList
            name="Tables to restore"
            disabled={disabled}
            items={listed.map(({ name, rows }) => ({
              id: name,
              checked: chosen.has(name),
              ...(rows === undefined ? {} : { note: `${count(rows)} rows` }),
            }))}
            onToggle={toggle}
          />
        )}
      </details>
    </div>
  );
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
