import { useRef } from 'preact/hooks';
import type { PlanNodeModel } from '../../src/protocol/views/explain';
import { Icon } from './icon';

const icons = { plain: 'circle-outline', good: 'pass', warning: 'warning', bad: 'flame' } as const;

interface PlanTreeProps {
  /** What a screen reader calls it. */
  readonly name?: string;
  readonly nodes: readonly PlanNodeModel[];
  readonly selected: string;
  readonly closed: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
  readonly onToggle: (id: string, open: boolean) => void;
}

interface Line {
  readonly node: PlanNodeModel;
  readonly parent: string | undefined;
  /** 1 at the top. */
  readonly level: number;
  /** Place among its siblings, from 1. */
  readonly place: number;
  readonly siblings: number;
}

/** The nodes that are seen, top to bottom. */
export function visibleNodes(
  nodes: readonly PlanNodeModel[],
  closed: ReadonlySet<string>,
  parent?: string,
  level = 1,
): readonly Line[] {
  return nodes.flatMap((node, at) => [
    { node, parent, level, place: at + 1, siblings: nodes.length },
    ...(closed.has(node.id) ? [] : visibleNodes(node.children, closed, node.id, level + 1)),
  ]);
}

/** Finds a node at any depth. */
export function findNode(nodes: readonly PlanNodeModel[], id: string): PlanNodeModel | undefined {
  return visibleNodes(nodes, new Set()).find(({ node }) => node.id === id)?.node;
}

/** What a key does in a tree (WAI-ARIA Authoring Practices, Tree View): the id to select, or a node to open or close. */
export function treeKey(
  key: string,
  lines: readonly Line[],
  selected: string,
  closed: ReadonlySet<string>,
): { readonly select: string } | { readonly toggle: string; readonly open: boolean } | undefined {
  const at = lines.findIndex(({ node }) => node.id === selected);
  const line = lines[at];
  const select = (next: Line | undefined) => (next === undefined ? undefined : { select: next.node.id });
  switch (key) {
    case 'ArrowDown':
      return select(lines[at + 1]);
    case 'ArrowUp':
      return select(lines[at - 1]);
    case 'Home':
      return select(lines[0]);
    case 'End':
      return select(lines.at(-1));
    case 'ArrowRight':
      if (line === undefined || line.node.children.length === 0) return undefined;
      return closed.has(selected) ? { toggle: selected, open: true } : select(lines[at + 1]);
    case 'ArrowLeft':
      if (line === undefined) return undefined;
      if (line.node.children.length > 0 && !closed.has(selected)) return { toggle: selected, open: false };
      return line.parent === undefined ? undefined : { select: line.parent };
    default:
      return undefined;
  }
}

/**
 * A query plan as a tree: one tab stop, arrow keys inside. The items are siblings that state their level, so that the name
 * of each is its own line and not that of all below it.
 */
export function PlanTree({ name = 'Query plan', nodes, selected, closed, onSelect, onToggle }: PlanTreeProps) {
  const root = useRef<HTMLDivElement>(null);
  const lines = visibleNodes(nodes, closed);
  const current = lines.some(({ node }) => node.id === selected) ? selected : (lines[0]?.node.id ?? '');

  const pressed = (event: KeyboardEvent): void => {
    const action = treeKey(event.key, lines, current, closed);
    if (action === undefined) return;
    event.preventDefault();
    if ('toggle' in action) {
      onToggle(action.toggle, action.open);
      return;
    }
    onSelect(action.select);
    const items = root.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [];
    for (const item of items) if (item.dataset['node'] === action.select) item.focus();
  };

  return (
    <div role="tree" class="plan-tree" aria-label={name} ref={root} onKeyDown={pressed}>
      {lines.map((line) => (
        <PlanLine
          key={line.node.id}
          line={line}
          selected={line.node.id === current}
          closed={closed.has(line.node.id)}
          onSelect={() => onSelect(line.node.id)}
          onTwist={() => onToggle(line.node.id, closed.has(line.node.id))}
        />
      ))}
    </div>
  );
}

function PlanLine(props: {
  readonly line: Line;
  readonly selected: boolean;
  readonly closed: boolean;
  readonly onSelect: () => void;
  readonly onTwist: () => void;
}) {
  const { node, level, place, siblings } = props.line;
  const leaf = node.children.length === 0;
  const twist = (event: MouseEvent): void => {
    if (leaf) return;
    event.stopPropagation();
    props.onTwist();
  };
  return (
    <div
      role="treeitem"
      class="plan-line"
      data-node={node.id}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={props.selected}
      {...(leaf ? {} : { 'aria-expanded': !props.closed })}
      tabIndex={props.selected ? 0 : -1}
      onClick={props.onSelect}
    >
      {Array.from({ length: level - 1 }, (_, at) => (
        <span key={at} class="plan-guide" />
      ))}
      <span
        class={`twist codicon ${leaf ? '' : props.closed ? 'codicon-chevron-right' : 'codicon-chevron-down'}`}
        aria-hidden="true"
        onClick={twist}
      />
      <Icon name={icons[node.tone]} tone={node.tone} />
      <span class="plan-text">
        <span class="plan-step">
          <span class="plan-title">{node.title}</span> {node.access}{' '}
          {node.key === undefined ? null : <span class="note">using {node.key}</span>}
        </span>{' '}
        <span class="plan-numbers">{[node.rows, node.cost].filter(Boolean).join(' · ')}</span>
      </span>
    </div>
  );
}
