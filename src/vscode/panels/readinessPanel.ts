import { type ReadinessContent, readinessGuards, type ReadinessView } from '../../protocol/views/readiness';
import { createLoadedPage, type PageSource } from './loadedPage';
import { assertOffered, notOffered } from './offered';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';
import { failureText } from './webviewPort';

/** One application's readiness report, as the services provide it. */
export interface ReadinessSource extends PageSource<ReadinessContent> {
  /** The tab's title: "Readiness — shop". */
  readonly title: string;
  /** Runs a command that the last content offered. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
  /** Opens the place behind an id of the last content; rejects for an id it never gave. */
  open(id: string): Promise<void>;
  /** Does what a remedy of the last content says; rejects for an id it never gave. */
  mend(id: string): Promise<void>;
  /** Asks how long and by whom a gap is accepted, and writes it down. */
  accept(check: string): Promise<void>;
  /** Asks for a format and a place, and writes the report. */
  export(signal: AbortSignal): Promise<void>;
}

/**
 * Readiness panels, `laravelOps.report`, one for each application.
 *
 * @param sourceOf the report of a key (an application's root), undefined when it is no longer open
 */
export function createReadinessPanels(
  context: WebviewContext,
  sourceOf: (key: string) => Promise<ReadinessSource | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.report', view: 'readiness', guards: readinessGuards } as const;
  return createPanels<ReadinessView>(context, kind, async (key) => {
    const source = await sourceOf(key);
    if (source === undefined) return undefined;
    return { title: source.title, start: (panel) => startReadiness(context, panel, source) };
  });
}

function startReadiness(
  context: WebviewContext,
  panel: OpenPanel<ReadinessView>,
  source: ReadinessSource,
): PanelModel<ReadinessView> {
  const page = createLoadedPage(panel, source, failureText(context.logger, 'Checking readiness'));
  return {
    handlers: {
      refresh: (_, signal) => page.refresh(signal),
      async run({ command }, signal) {
        assertOffered(page.state, command);
        await source.runCommand(command, signal);
      },
      open: ({ id }) => source.open(id),
      mend: ({ id }) => source.mend(id),
      async accept({ check }) {
        const checks = page.state.content?.areas.flatMap((area) => area.checks) ?? [];
        if (!checks.some(({ id, acceptable }) => id === check && acceptable)) throw notOffered();
        await source.accept(check);
      },
      export: (_, signal) => source.export(signal),
    },
    dispose: () => page.dispose(),
  };
}
