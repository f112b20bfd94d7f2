import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogBucket, SecurityLogState } from '../../src/protocol/views/securityLog';
import { TwinTable } from './twinTable';

interface LogHistogramProps {
  readonly buckets: readonly LogBucket[];
  readonly range: SecurityLogState['range'];
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
}

/** Milliseconds between two pictures of the table that screen readers read. */
const tableEvery = 5000;

/**
 * Events by time above the rows: a click or Enter shows one span alone, dragging or Shift and the arrows several. What it
 * draws stands in a hidden table.
 */
export function LogHistogram({ buckets, range, onZoom, onReset }: LogHistogramProps) {
  const [cursor, setCursor] = useState(-1);
  const [from, setFrom] = useState(-1);
  const most = Math.max(1, ...buckets.map(total));
  const low = Math.min(cursor, from < 0 ? cursor : from);
  const high = Math.max(cursor, from);
  const zoom = (one: number, other: number): void => {
    const first = buckets[Math.min(one, other)];
    const last = buckets[Math.max(one, other)];
    setFrom(-1);
    if (first !== undefined && last !== undefined) onZoom(first.from, last.to);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const end = buckets.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: cursor < 0 ? end : Math.max(0, cursor - 1),
      ArrowRight: cursor < 0 ? end : Math.min(end, cursor + 1),
      Home: 0,
      End: end,
    };
    const next = to[event.key];
    if (next !== undefined) {
      setFrom(event.shiftKey ? (from < 0 ? cursor : from) : -1);
      setCursor(next);
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor >= 0) zoom(cursor, from < 0 ? cursor : from);
    else if (event.key === 'Escape') {
      setCursor(-1);
      onReset();
    } else return;
    event.preventDefault();
  };
  const selected = (bucket: LogBucket): boolean =>
    range !== undefined && bucket.from >= (range.from ?? -Infinity) && bucket.to <= (range.to ?? Infinity);
  return (
    <div class="histogram">
      <div
        class="histogram-bars"
        role="listbox"
        aria-label="Events by time"
        aria-multiselectable="true"
        aria-orientation="horizontal"
        tabIndex={0}
        onKeyDown={pressed}
        onPointerUp={() => from >= 0 && cursor >= 0 && zoom(from, cursor)}
        onPointerLeave={() => setFrom(-1)}
        {...(cursor >= 0 && cursor < buckets.length ? { 'aria-activedescendant': `bucket-${cursor}` } : {})}
      >
        {buckets.map((bucket, index) => (
          <div
            key={bucket.from}
            id={`bucket-${index}`}
            role="option"
            aria-selected={selected(bucket)}
            aria-label={words(bucket)}
            title={words(bucket)}
            class={`bucket${index >= low && index <= high && cursor >= 0 ? ' at-cursor' : ''}`}
            onPointerDown={() => {
              setFrom(index);
              setCursor(index);
            }}
            onPointerEnter={(event) => (event.buttons & 1) === 1 && from >= 0 && setCursor(index)}
          >
            <Segment count={bucket.quiet} most={most} kind="quiet" />
            <Segment count={bucket.warnings} most={most} kind="warnings" />
            <Segment count={bucket.errors} most={most} kind="errors" />
          </div>
        ))}
      </div>
      <p class="histogram-ends note" aria-hidden="true">
        <span>{buckets[0]?.at}</span>
        <span>{buckets.at(-1)?.at}</span>
      </p>
      <Table buckets={buckets} />
    </div>
  );
}

function Segment({ count, most, kind }: { readonly count: number; readonly most: number; readonly kind: string }) {
  return count === 0 ? null : (
    <span class={`segment segment-${kind}`} style={{ height: `max(2px, ${(count / most) * 100}%)` }} />
  );
}

function Table({ buckets }: { readonly buckets: readonly LogBucket[] }) {
  const [shown, setShown] = useState(buckets);
  const latest = useRef(buckets);
  latest.current = buckets;
  useEffect(() => {
    const timer = setInterval(() => setShown(latest.current), tableEvery);
    return () => clearInterval(timer);
  }, []);
  return (
    <TwinTable
      caption="Events by time"
      columns={['From', 'Below warning', 'Warning', 'Error and above']}
      rows={shown.map(({ at, quiet, warnings, errors }) => [at, String(quiet), String(warnings), String(errors)])}
    />
  );
}

function total({ quiet, warnings, errors }: LogBucket): number {
  return quiet + warnings + errors;
}

function words(bucket: LogBucket): string {
  const { at, warnings, errors } = bucket;
  const all = total(bucket);
  const parts = [
    `${all.toLocaleString('en-US')} ${all === 1 ? 'event' : 'events'}`,
    ...(warnings === 0 ? [] : [`${warnings} warning`]),
    ...(errors === 0 ? [] : [`${errors} error or worse`]),
  ];
  return `${at}: ${parts.join(', ')}`;
}
