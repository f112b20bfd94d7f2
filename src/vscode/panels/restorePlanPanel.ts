import { DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import type { Loaded } from '../../protocol/views/common';
import {
  type RestoreAction,
  type RestorePlanContent,
  restorePlanGuards,
  type RestorePlanView,
} from '../../protocol/views/restorePlan';
import { assertOffered, notOffered } from './offered';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';

/** One restore, as the services drive it. It lives on when its page is hidden, reloaded or closed. */
export interface RestorePlanSource {
  /** The tab's title: "Restore — shop". */
  readonly title: string;
  /** What the page shows now. */
  snapshot(): Loaded<RestorePlanContent>;
  /** Fires when the snapshot has changed, as often as it does: the panel takes what it needs. */
  readonly onDidChange: Event<void>;
  /** Asks the server anew for the checklist. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Runs a command that the snapshot offers. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
  chooseDump(entry: string): Promise<void>;
  /** Names in the order of the snapshot; all of them: the whole dump. */
  chooseTables(tables: readonly string[]): Promise<void>;
  accept(check: string, accepted: boolean): Promise<void>;
  choose(option: 'maintenance' | 'workers', chosen: boolean): Promise<void>;
  /** Puts the statement of a check on the clipboard. */
  copy(check: string): Promise<void>;
  /**
   * Does it, after asking in VS Code's own way where that is due. It is given no signal: what began goes on when its page is
   * closed, and `cancel` is an action of its own.
   */
  act(action: RestoreAction): Promise<void>;
}

/** Milliseconds between two snapshots: eight a second are as many as anybody can read. */
const pause = 125;

/**
 * Restore plans, `laravelOps.restorePlan`, one for each restore.
 *
 * @param sourceOf the restore of a key, undefined when it is not known any more
 */
export function createRestorePlanPanels(
  context: WebviewContext,
  sourceOf: (key: string) => Promise<RestorePlanSource | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.restorePlan', view: 'restorePlan', guards: restorePlanGuards } as const;
  return createPanels<RestorePlanView>(context, kind, async (key) => {
    const source = await sourceOf(key);
    if (source === undefined) return undefined;
    return { title: source.title, start: (panel) => startRestorePlan(panel, source) };
  });
}

function startRestorePlan(panel: OpenPanel<RestorePlanView>, source: RestorePlanSource): PanelModel<RestorePlanView> {
  const store = new DisposableStore();
  const acting = new Set<RestoreAction>();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let changed = false;

  function show(): void {
    changed = false;
    panel.setState(source.snapshot());
  }

  /** At once, and then not again before the pause is over; the last change is always shown. */
  function showSoon(): void {
    changed = true;
    if (waiting !== undefined) return;
    show();
    waiting = setTimeout(() => {
      waiting = undefined;
      if (changed) showSoon();
    }, pause);
  }

  /** Does what a person asked for, and shows what it led to before it is answered. */
  async function answer(work: Promise<void>): Promise<void> {
    try {
      await work;
    } finally {
      show();
    }
  }

  /** The content that the page was given; a request for something that is not in it is refused. */
  function offered(holds: (content: RestorePlanContent) => boolean): void {
    const { content } = source.snapshot();
    if (content === undefined || !holds(content)) throw notOffered();
  }

  store.add(source.onDidChange(showSoon));
  store.add({ dispose: () => clearTimeout(waiting) });
  show();

  return {
    handlers: {
      refresh: (_, signal) => answer(source.refresh(signal)),
      async run({ command }, signal) {
        assertOffered(source.snapshot(), command);
        await source.runCommand(command, signal);
      },
      async chooseDump({ entry }) {
        offered(({ phase, dumps }) => phase === 'plan' && dumps.some((dump) => dump.entry === entry));
        await answer(source.chooseDump(entry));
      },
      async chooseTables({ tables }) {
        offered(({ phase, tables: known }) => {
          const names = new Set(known.map(({ name }) => name));
          return phase === 'plan' && tables.every((name) => names.has(name));
        });
        const wanted = new Set(tables);
        const known = source.snapshot().content?.tables ?? [];
        await answer(source.chooseTables(known.map(({ name }) => name).filter((name) => wanted.has(name))));
      },
      async accept({ check, accepted }) {
        offered(
          ({ phase, preflight }) =>
            phase === 'plan' && preflight.some(({ id, outcome }) => id === check && outcome === 'warn'),
        );
        await answer(source.accept(check, accepted));
      },
      async copy({ check }) {
        offered(({ preflight }) => preflight.some(({ id, sql }) => id === check && sql !== undefined));
        await source.copy(check);
      },
      async choose({ option, chosen }) {
        offered(({ application }) =>
          application.some(({ id, unavailable }) => id === option && unavailable === undefined),
        );
        await answer(source.choose(option, chosen));
      },
      async act({ action }) {
        offered(({ can }) => can.includes(action));
        // Its question is open already: a second click asks no second time.
        if (acting.has(action)) return;
        acting.add(action);
        try {
          await answer(source.act(action));
        } finally {
          acting.delete(action);
        }
      },
    },
    dispose: () => store.dispose(),
  };
}
