import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import { limitProofText } from '../../core/security/limits/proofText';
import { routeTitle, routeWords } from '../../core/security/limits/limitWords';
import type { Commands } from '../../contributions';
import type { ProofQuestions } from '../../services/security/limitProof';
import { loadSecurity, type LoadServices } from '../services';
import { activeApp } from './activeApp';
import { longWork, showText } from './longWork';

type LimitCommands = Pick<
  Commands,
  'laravelOps.security.proveLimit' | 'laravelOps.security.readRoutes' | 'laravelOps.security.exportLimits'
>;

/** Commands of rate limits. `refresh` draws the Security view again. */
export function limitCommands(load: LoadServices, { refresh }: { readonly refresh: () => void }): LimitCommands {
  return {
    async 'laravelOps.security.proveLimit'(node) {
      const { workspace, security } = await loadSecurity(load);
      const app = node?.subject?.kind === 'route' ? workspace.appAt(node.subject.root) : activeApp(workspace);
      const id = node?.subject?.kind === 'route' ? node.subject.id : await askRoute();
      if (id === undefined) return;
      const questions = await security.proofQuestions(app, id, new AbortController().signal);
      const choice = await askProof(questions);
      if (choice === undefined) return;
      const proof = await longWork(
        vscode.l10n.t('Sending requests to {0}', routeTitle(questions.route)),
        (signal, show) =>
          security.proveLimit(workspace, app, id, choice, {
            signal,
            onProgress: ({ sent, most, last }) =>
              show(vscode.l10n.t('{0} of at most {1} requests, last answer {2}', sent, most, last.status), sent / most),
          }),
      );
      const report = vscode.l10n.t('Show Report');
      const limited = proof.outcome === 'limited';
      const tell = limited ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
      void tell(proof.summary, report).then((answer) =>
        answer === report ? showText(limitProofText(proof), 'markdown') : undefined,
      );

      async function askRoute(): Promise<string | undefined> {
        const routes = await longWork(vscode.l10n.t('Reading the routes of {0}', app.name), (signal) =>
          security.provableRoutes(app, signal),
        );
        const picked = await vscode.window.showQuickPick(
          routes.map((route) => ({ label: routeTitle(route), description: routeWords(route), id: route.id })),
          {
            title: vscode.l10n.t('Prove Rate Limit'),
            placeHolder: vscode.l10n.t('The route that requests are sent to, on this machine'),
            matchOnDescription: true,
          },
        );
        return picked?.id;
      }
    },

    async 'laravelOps.security.readRoutes'() {
      const { workspace, security } = await loadSecurity(load);
      const app = activeApp(workspace);
      const run = vscode.l10n.t('Run Artisan');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('Ask {0} for its routes?', app.name),
        {
          modal: true,
          detail: vscode.l10n.t(
            'This runs the application’s own code once: php artisan route:list --json -vv\n\nThe list is exact then, routes of packages included. It is forgotten when files change.',
          ),
        },
        run,
      );
      if (answer !== run) return;
      const { routes } = await longWork(vscode.l10n.t('php artisan route:list'), (signal) =>
        security.readRoutes(app, signal),
      );
      refresh();
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} routes, as artisan lists them.', routes.length));
    },

    async 'laravelOps.security.exportLimits'() {
      const { workspace, security } = await loadSecurity(load);
      const app = activeApp(workspace);
      const picked = await vscode.window.showQuickPick(
        [
          { label: 'CSV', description: vscode.l10n.t('one route a row'), format: 'csv' as const },
          { label: 'Markdown', description: vscode.l10n.t('a table for each group'), format: 'md' as const },
        ],
        { title: vscode.l10n.t('Export Rate Limits') },
      );
      if (picked === undefined) return;
      const { format } = picked;
      const uri = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Export Rate Limits'),
        defaultUri: vscode.Uri.file(`${app.root}/rate-limits.${format}`),
        filters: { [picked.label]: [format] },
      });
      if (uri === undefined) return;
      const text = await longWork(vscode.l10n.t('Reading the routes of {0}', app.name), (signal) =>
        security.exportedLimits(app, format, signal),
      );
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      void vscode.window.showInformationMessage(vscode.l10n.t('Rate limits were written to {0}.', uri.fsPath));
    },
  };
}

type Choice = { origin: string; parameters: Record<string, string>; tokens: string[]; confirmed?: boolean };

/** Address, parameters, and the word of a person where the request may change something. */
async function askProof({ origin, parameters, confirmation, route }: ProofQuestions): Promise<Choice | undefined> {
  const title = vscode.l10n.t('Prove Rate Limit: {0}', routeTitle(route));
  const given = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Where the application answers on this machine. No other machine is asked.'),
    value: origin ?? 'http://127.0.0.1:8000',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/\S+$/.test(text.trim()) ? undefined : vscode.l10n.t('An address such as http://127.0.0.1:8000'),
  });
  if (given === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const name of parameters) {
    const value = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Value of {0} in the address', `{${name}}`),
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A value is needed.') : undefined),
    });
    if (value === undefined) return undefined;
    values[name] = value.trim();
  }
  const tokens: string[] = [];
  if (route.login.length > 0)
    for (const prompt of [
      vscode.l10n.t('Bearer token of an account, for a route that asks who it is; empty: without. It is not kept.'),
      vscode.l10n.t(
        'Token of a second account, to see whether each user has a counter; empty: without. It is not kept.',
      ),
    ]) {
      const token = await vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
      if (token === undefined) return undefined;
      if (token.trim() === '') break;
      tokens.push(token.trim());
    }
  const choice: Choice = { origin: given.trim(), parameters: values, tokens };
  if (confirmation === undefined) return choice;
  const agree = vscode.l10n.t('Send It All the Same');
  const answer = await vscode.window.showWarningMessage(title, { modal: true, detail: confirmation }, agree);
  if (answer !== agree) throw new OpsError('cancelled', vscode.l10n.t('Nothing was sent.'));
  return { ...choice, confirmed: true };
}
