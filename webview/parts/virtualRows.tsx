import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** CSS pixels of the head, which stays at the top of the scrolled area. */
const headHeight = 22;

interface VirtualRowsProps {
  readonly name: string;
  readonly class?: string;
  /** `id` chooses the column's width in the style sheet. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly count: number;
  /** CSS pixels; every row has it. */
  readonly rowHeight: number;
  /** Index of the row that keys act on; -1 for none. */
  readonly active: number;
  /** Keeps the last row in sight when rows arrive, as long as the reader has not scrolled up. */
  readonly follow: boolean;
  readonly rowId: (index: number) => string;
  /** What a row is drawn from: while it is the same object, the row is not drawn again. */
  readonly rowData: (index: number) => object | undefined;
  readonly rowClass: (index: number) => string;
  readonly cell: (index: number, column: string) => ComponentChildren;
  readonly onActivate: (index: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  /** The reader has scrolled to the first rows, or to the last ones. */
  readonly onEdge?: (edge: 'start' | 'end') => void;
  readonly gridRef?: RefObject<HTMLDivElement | null>;
}

/** Milliseconds after a key, a wheel or a press in which scrolling is the reader's own: a scroll bar is dragged for long. */
const touchMs = 10_000;

/** Rows from an end at which more are asked for. */
const edgeRows = 5;

/**
 * A grid that draws only the rows in sight. Focus stays on the grid, which names the active row to screen readers
 * (aria-activedescendant): a focused row that is scrolled away would take the focus with it.
 */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, rowHeight, active, follow } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.gridRef ?? own;
  // Opens at the newest row, followed or not.
  const atEnd = useRef(true);
  const opened = useRef(false);
  const kept = useRef(new WeakMap<object, { readonly key: string; readonly node: VNode }>());
  const activate = useRef(props.onActivate);
  activate.current = props.onActivate;
  const lastTop = useRef(0);
  const touched = useRef(0);
  // The row at the top when the reader stands somewhere in the list: it stays there when rows come and go above it.
  const anchor = useRef<{ readonly id: string; readonly offset: number } | undefined>(undefined);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollToFn: elementScroll<HTMLDivElement>,
    observeElementRect,
    observeElementOffset,
    overscan: 10,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  // What virtual-core calls its hooks for adapters like this one.
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [virtualizer, active]);
  const last = count === 0 ? '' : props.rowId(count - 1);
  useLayoutEffect(() => {
    if (count === 0 || !atEnd.current || (opened.current && !follow)) return;
    opened.current = true;
    virtualizer.scrollToIndex(count - 1, { align: 'end' });
  }, [virtualizer, follow, count, last]);

  const first = count === 0 ? '' : props.rowId(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || anchor.current === undefined || (follow && atEnd.current)) return;
    const { id, offset } = anchor.current;
    for (let index = 0; index < count; index++) {
      if (props.rowId(index) !== id) continue;
      const place = index * rowHeight + offset;
      if (Math.abs(element.scrollTop - place) < 1) return;
      element.scrollTop = place;
      // The browser tells of it in the next frame: until then other rows would be drawn.
      element.dispatchEvent(new Event('scroll'));
      return;
    }
  }, [first, count]);

  const scrolled = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    atEnd.current = scrollTop + clientHeight >= scrollHeight - rowHeight;
    const top = Math.min(count - 1, Math.floor(scrollTop / rowHeight));
    anchor.current = top < 0 ? undefined : { id: props.rowId(top), offset: scrollTop - top * rowHeight };
    const up = scrollTop < lastTop.current;
    const down = scrollTop > lastTop.current;
    lastTop.current = scrollTop;
    // A list that became shorter scrolls by itself.
    if (performance.now() > touched.current) return;
    if (up && scrollTop < edgeRows * rowHeight) props.onEdge?.('start');
    else if (down && scrollTop + clientHeight > scrollHeight - edgeRows * rowHeight) props.onEdge?.('end');
  };
  const touch = (): void => {
    touched.current = performance.now() + touchMs;
  };
  const wheeled = (event: WheelEvent): void => {
    touch();
    // At the very top nothing is scrolled any more.
    if (event.deltaY < 0 && scroller.current?.scrollTop === 0) props.onEdge?.('start');
  };
  const columnIds = props.columns.map(({ id }) => id).join(' ');
  /** Scrolling draws the rows that come into sight, and leaves the others as they are. */
  const drawnRow = (index: number, start: number): VNode => {
    const data = props.rowData(index);
    const own = props.rowClass(index);
    const key = `${index} ${start} ${index === active} ${own} ${columnIds}`;
    const known = data === undefined ? undefined : kept.current.get(data);
    if (known?.key === key) return known.node;
    const node = (
      <div
        key={props.rowId(index)}
        id={rowElementId(index)}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={index === active}
        class={`grid-row ${own}`}
        style={{ transform: `translateY(${start - headHeight}px)`, height: `${rowHeight}px` }}
        onClick={() => activate.current(index)}
      >
        {props.columns.map(({ id }) => (
          <span key={id} role="gridcell" class={`cell cell-${id}`}>
            {props.cell(index, id)}
          </span>
        ))}
      </div>
    );
    if (data !== undefined) kept.current.set(data, { key, node });
    return node;
  };
  const shown = virtualizer.getVirtualItems();
  // Only a row that is drawn may be named.
  const drawn = shown.some(({ index }) => index === active);
  return (
    <div
      class={`grid ${props.class ?? ''} ${props.columns.map(({ id }) => `has-${id}`).join(' ')}`}
      role="grid"
      aria-label={props.name}
      aria-rowcount={count + 1}
      aria-colcount={props.columns.length}
      tabIndex={0}
      ref={scroller}
      onScroll={scrolled}
      onWheel={wheeled}
      onPointerDown={touch}
      onKeyDown={(event) => {
        touch();
        props.onKey(event);
      }}
      {...(drawn ? { 'aria-activedescendant': rowElementId(active) } : {})}
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" aria-rowindex={1} class="grid-row">
          {props.columns.map(({ id, title }) => (
            <span key={id} role="columnheader" class={`cell cell-${id}`}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="grid-space" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {shown.map(({ index, start }) => drawnRow(index, start))}
      </div>
    </div>
  );
}

function rowElementId(index: number): string {
  return `row-${index}`;
}
