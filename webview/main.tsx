import '@vscode/codicons/dist/codicon.css';
import './styles.css';
import './parts.css';
import './dashboard.css';
import './explain.css';
import './indexEvidence.css';
import './readiness.css';
import './restorePlan.css';
import './restoreProgress.css';
import './securityLog.css';
import './securityLogParts.css';
import './securityLogNarrow.css';
import { type ComponentType, render } from 'preact';
import type { ViewContract } from '../src/protocol/view';
import { connect, remember } from './client';
import type { PageProps } from './hooks';
import { registerToolkit } from './toolkit';
import { DashboardPage } from './views/dashboard';
import { ExplainPage } from './views/explain';
import { IndexEvidencePage } from './views/indexEvidence';
import { ReadinessPage } from './views/readiness';
import { RestorePlanPage } from './views/restorePlan';
import { SecurityLogPage } from './views/securityLog';

/** Connects the page to the host and draws it; the host says which view the page is in `data-view`. */
function start(root: HTMLElement): void {
  registerToolkit();
  const api = acquireVsCodeApi();
  const memory = remember(api, root.dataset['key'] ?? '');
  const mount = <V extends ViewContract>(Page: ComponentType<PageProps<V>>): void => {
    const side = connect<V>(api);
    render(<Page side={side} memory={memory} />, root);
    side.start();
  };
  const view = root.dataset['view'];
  if (view === 'dashboard') mount(DashboardPage);
  else if (view === 'explain') mount(ExplainPage);
  else if (view === 'indexEvidence') mount(IndexEvidencePage);
  else if (view === 'readiness') mount(ReadinessPage);
  else if (view === 'restorePlan') mount(RestorePlanPage);
  else if (view === 'securityLog') mount(SecurityLogPage);
  else root.textContent = 'This page names no view of Laravel Ops.';
}

const root = document.getElementById('root');
if (root !== null) start(root);
