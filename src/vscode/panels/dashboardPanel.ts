import { type DashboardContent, dashboardGuards, type DashboardView } from '../../protocol/views/dashboard';
import { createLoadedPage, type PageSource } from './loadedPage';
import { assertOffered, notOffered } from './offered';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';
import { failureText } from './webviewPort';

/** One application's dashboard, as the services provide it. */
export interface DashboardSource extends PageSource<DashboardContent> {
  /** The tab's title: "Dashboard — shop". */
  readonly title: string;
  /** Runs a command that the last content offered. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
  openStatement(digest: string, signal: AbortSignal): Promise<void>;
}

/**
 * Dashboard panels, `laravelOps.dashboard`, one for each key.
 *
 * @param sourceOf the dashboard of a key (an application's root), undefined when it is no longer open; also asked for
 *   panels that VS Code restores, so it may wait until applications are found
 */
export function createDashboardPanels(
  context: WebviewContext,
  sourceOf: (key: string) => Promise<DashboardSource | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.dashboard', view: 'dashboard', guards: dashboardGuards } as const;
  return createPanels<DashboardView>(context, kind, async (key) => {
    const source = await sourceOf(key);
    if (source === undefined) return undefined;
    return { title: source.title, start: (panel) => startDashboard(context, panel, source) };
  });
}

function startDashboard(
  context: WebviewContext,
  panel: OpenPanel<DashboardView>,
  source: DashboardSource,
): PanelModel<DashboardView> {
  const page = createLoadedPage(panel, source, failureText(context.logger, 'Loading the dashboard'));
  return {
    handlers: {
      refresh: (_, signal) => page.refresh(signal),
      async run({ command }, signal) {
        assertOffered(page.state, command);
        await source.runCommand(command, signal);
      },
      async openStatement({ digest }, signal) {
        const rows = page.state.content?.statements.rows ?? [];
        if (!rows.some((row) => row.digest === digest)) throw notOffered();
        await source.openStatement(digest, signal);
      },
    },
    dispose: () => page.dispose(),
  };
}
