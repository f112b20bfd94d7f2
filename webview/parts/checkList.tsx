import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';

/** CSS pixels; the style sheet gives rows and list the same. */
const rowHeight = 24;
const rowsInSight = 10;
const overscan = 5;

export interface CheckItem {
  readonly id: string;
  readonly note?: string;
  readonly checked: boolean;
}

interface CheckListProps {
  readonly name: string;
  readonly items: readonly CheckItem[];
  readonly disabled?: boolean;
  readonly onToggle: (ids: readonly string[], checked: boolean) => void;
}

/**
 * A list of names to tick that draws only the rows in sight: databases may have thousands of tables. Focus stays on the list,
 * which names the active row to screen readers; arrows move, Space ticks, Ctrl+A ticks everything that is listed.
 */
export function CheckList({ name, items, disabled = false, onToggle }: CheckListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const shown = items.slice(first, first + rowsInSight + 2 * overscan);

  // A filter that leaves fewer rows leaves the place scrolled beyond them.
  useEffect(() => {
    const most = Math.max(0, (items.length - rowsInSight) * rowHeight);
    if (top > most) setTop(most);
  }, [items.length, top]);

  const move = (to: number): void => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setActive(next);
    const from = Math.max((next - rowsInSight + 1) * rowHeight, Math.min(top, next * rowHeight));
    setTop(from);
    if (scroller.current !== null) scroller.current.scrollTop = from;
  };
  const toggle = (at: number): void => {
    const item = items[at];
    if (item !== undefined && !disabled) onToggle([item.id], !item.checked);
  };
  const pressed = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + rowsInSight,
      PageUp: active - rowsInSight,
      Home: 0,
      End: items.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) move(to);
    else if (event.key === ' ') toggle(active);
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !disabled)
      onToggle(
        items.map((item) => item.id),
        true,
      );
    else return;
    event.preventDefault();
  };
  const drawn = active >= first && active < first + shown.length;
  return (
    <div
      class="check-list"
      role="listbox"
      aria-label={name}
      aria-multiselectable="true"
      aria-disabled={disabled}
      tabIndex={0}
      ref={scroller}
      onScroll={() => setTop(scroller.current?.scrollTop ?? 0)}
      onKeyDown={pressed}
      {...(drawn ? { 'aria-activedescendant': `${id}-${active}` } : {})}
    >
      <div role="presentation" class="check-list-space" style={{ height: `${items.length * rowHeight}px` }}>
        {shown.map((item, index) => {
          const at = first + index;
          return (
            <div
              key={item.id}
              id={`${id}-${at}`}
              role="option"
              aria-selected={item.checked}
              aria-posinset={at + 1}
              aria-setsize={items.length}
              class={`check-row${at === active ? ' active' : ''}`}
              style={{ transform: `translateY(${at * rowHeight}px)` }}
              onClick={() => {
                setActive(at);
                toggle(at);
              }}
            >
              <span class="check-box" aria-hidden="true">
                {item.checked ? <Icon name="check" /> : null}
              </span>
              <span class="one-line mono">{item.id}</span>
              {item.note === undefined ? null : <span class="note check-note">{item.note}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
