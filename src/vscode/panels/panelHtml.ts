import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';

/** The views that `webview/main.tsx` can draw. */
export type ViewName = 'dashboard' | 'explain' | 'indexEvidence' | 'readiness' | 'restorePlan' | 'securityLog';

/** What a webview may load: the built page, its styles and its icon font. Nothing of the workspace. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')] };
}

export interface PageOptions {
  readonly extensionUri: vscode.Uri;
  readonly view: ViewName;
  /** Comes back from VS Code when a window is restored. */
  readonly key: string;
  readonly title: string;
}

/**
 * The page's document. Scripts and the toolkit's one style element need the nonce; nothing inline, nothing from the
 * network. The `csp-nonce` element is where the toolkit looks for the nonce.
 */
export function pageHtml(webview: vscode.Webview, { extensionUri, view, key, title }: PageOptions): string {
  const nonce = randomBytes(24).toString('base64url');
  const file = (name: string): string =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString());
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${file('webview.css')}">
<title>${escapeHtml(title)}</title>
</head>
<body data-view="${view}">
<div id="root" data-view="${view}" data-key="${escapeHtml(key)}"></div>
<script nonce="${nonce}" src="${file('webview.js')}"></script>
</body>
</html>`;
}

/** Text as HTML text or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
