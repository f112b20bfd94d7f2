import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { securityLogGuards, type SecurityLogView } from '../../protocol/views/securityLog';
import { createPanels, type OpenPanel, type PanelModel, type Panels, type WebviewContext } from './panel';
import { gathered, securityLogHandlers, type SecurityLogSource } from './securityLogSource';

/** The stream of one application, made for one panel. */
export interface SecurityLogPage extends SecurityLogSource, Disposable {
  /** The tab's title: "Security Log — shop". */
  readonly title: string;
}

/**
 * Security log panels, `laravelOps.securityLogPanel`, one for each application. They share with the panel view what is
 * read, and nothing else: each has its own filter, place and pause.
 *
 * @param pageOf the stream of a key (an application's root), undefined when it is no longer open; asked anew for each panel
 */
export function createSecurityLogPanels(
  context: WebviewContext,
  pageOf: (key: string) => Promise<SecurityLogPage | undefined>,
): Panels {
  const kind = { viewType: 'laravelOps.securityLogPanel', view: 'securityLog', guards: securityLogGuards } as const;
  return createPanels<SecurityLogView>(context, kind, async (key) => {
    const page = await pageOf(key);
    return page === undefined ? undefined : { title: page.title, start: (panel) => startPage(panel, page) };
  });
}

function startPage(panel: OpenPanel<SecurityLogView>, page: SecurityLogPage): PanelModel<SecurityLogView> {
  const store = new DisposableStore();
  const show = (): void => panel.setState(page.current());
  store.add(
    gathered(page.onDidChange, () => {
      if (panel.visible) show();
    }),
  );
  store.add(
    panel.onDidChangeVisible((visible) => {
      page.setVisible(visible);
      show();
    }),
  );
  store.add(page);
  page.setVisible(panel.visible);
  show();
  return { handlers: securityLogHandlers(page), dispose: () => store.dispose() };
}
