import {
  type Copyable,
  type ExplainContent,
  explainGuards,
  type ExplainView,
  type StatementAction,
} from '../../protocol/views/explain';
import { createLoadedPage, type PageSource } from './loadedPage';
import { assertOffered, notOffered } from './offered';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';
import { failureText } from './webviewPort';

/** One statement and its plan, as the services provide it. `load` asks the server for the plan. */
export interface ExplainSource extends PageSource<ExplainContent> {
  /** The tab's title: "Plan — select orders". */
  readonly title: string;
  /** Puts a part of the content on the clipboard. */
  copy(what: Copyable, content: ExplainContent): Promise<void>;
  /** Runs a command that the last content offered. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
  /** Does what the content offers, after asking where that is due; the page is loaded anew afterwards. */
  act(action: StatementAction, signal: AbortSignal): Promise<void>;
  /** Shows a place of the content: "app/Models/Order.php:42". */
  openPlace(place: string): Promise<void>;
  /** Shows the evidence for an index of the content. */
  openIndex(id: string): Promise<void>;
}

/**
 * Query panels, `laravelOps.query`, one for each key.
 *
 * @param sourceOf the statement of a key (application and digest), undefined when it is no longer known
 */
export function createExplainPanels(
  context: WebviewContext,
  sourceOf: (key: string) => Promise<ExplainSource | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.query', view: 'explain', guards: explainGuards } as const;
  return createPanels<ExplainView>(context, kind, async (key) => {
    const source = await sourceOf(key);
    if (source === undefined) return undefined;
    return { title: source.title, start: (panel) => startExplain(context, panel, source) };
  });
}

function startExplain(
  context: WebviewContext,
  panel: OpenPanel<ExplainView>,
  source: ExplainSource,
): PanelModel<ExplainView> {
  const page = createLoadedPage(panel, source, failureText(context.logger, 'Explaining a statement'));
  const acting = new Set<StatementAction>();
  return {
    handlers: {
      refresh: (_, signal) => page.refresh(signal),
      async explain({ digest }, signal) {
        // The page only names the statement it was given; it has no say in what runs.
        if (digest !== page.state.content?.digest) throw notOffered();
        await page.refresh(signal);
      },
      async copy({ what }) {
        if (page.state.content === undefined) throw notOffered();
        await source.copy(what, page.state.content);
      },
      async run({ command }, signal) {
        assertOffered(page.state, command);
        await source.runCommand(command, signal);
      },
      async act({ action }, signal) {
        if (page.state.content?.can?.includes(action) !== true) throw notOffered();
        // Its question is open already: a second click asks no second time.
        if (acting.has(action)) return;
        acting.add(action);
        try {
          await source.act(action, signal);
        } finally {
          acting.delete(action);
        }
        await page.refresh(signal);
      },
      async openPlace({ place }) {
        if (page.state.content?.code?.places.some((each) => each.place === place) !== true) throw notOffered();
        await source.openPlace(place);
      },
      async openIndex({ id }) {
        if (page.state.content?.suggestions?.indexes.some((index) => index.id === id) !== true) throw notOffered();
        await source.openIndex(id);
      },
    },
    dispose: () => page.dispose(),
  };
}
