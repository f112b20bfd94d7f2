import { DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import type { Loaded } from '../../protocol/views/common';
import {
  type EvidenceAction,
  type EvidenceContent,
  evidenceGuards,
  type EvidenceView,
} from '../../protocol/views/indexEvidence';
import { assertOffered, notOffered } from './offered';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';

/** One index and what speaks for it, as the services keep it. It lives on when its page is hidden or closed. */
export interface EvidenceSource {
  /** The tab's title: "Index: orders (user_id)". */
  readonly title: string;
  /** What the page shows now. */
  snapshot(): Loaded<EvidenceContent>;
  /** Fires when the snapshot has changed. */
  readonly onDidChange: Event<void>;
  /** Reads the database again. */
  refresh(signal: AbortSignal): Promise<void>;
  runCommand(command: string, signal: AbortSignal): Promise<void>;
  /** Does what the snapshot offers, after asking where that is due; `stop` is an action of its own. */
  act(action: EvidenceAction): Promise<void>;
  openStatement(digest: string): Promise<void>;
  /** Puts the command of another tool on the clipboard. */
  copyTool(title: string): Promise<void>;
}

/** Evidence panels, `laravelOps.indexEvidence`, one for each index. */
export function createEvidencePanels(
  context: WebviewContext,
  sourceOf: (key: string) => Promise<EvidenceSource | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.indexEvidence', view: 'indexEvidence', guards: evidenceGuards } as const;
  return createPanels<EvidenceView>(context, kind, async (key) => {
    const source = await sourceOf(key);
    if (source === undefined) return undefined;
    return { title: source.title, start: (panel) => startEvidence(panel, source) };
  });
}

function startEvidence(panel: OpenPanel<EvidenceView>, source: EvidenceSource): PanelModel<EvidenceView> {
  const store = new DisposableStore();
  const acting = new Set<EvidenceAction>();
  const show = (): void => panel.setState(source.snapshot());
  store.add(source.onDidChange(show));
  show();

  function offered(holds: (content: EvidenceContent) => boolean): void {
    const { content } = source.snapshot();
    if (content === undefined || !holds(content)) throw notOffered();
  }

  return {
    handlers: {
      refresh: (_, signal) => source.refresh(signal),
      async run({ command }, signal) {
        assertOffered(source.snapshot(), command);
        await source.runCommand(command, signal);
      },
      async act({ action }) {
        offered(({ can }) => can.includes(action));
        // Its question is open already: a second click asks no second time.
        if (acting.has(action)) return;
        acting.add(action);
        try {
          await source.act(action);
        } finally {
          acting.delete(action);
          show();
        }
      },
      async openStatement({ digest }) {
        offered(({ statements }) => statements.some((each) => each.digest === digest));
        await source.openStatement(digest);
      },
      async copyTool({ title }) {
        offered(({ ddl }) => ddl.tools.some((tool) => tool.title === title));
        await source.copyTool(title);
      },
    },
    dispose: () => store.dispose(),
  };
}
