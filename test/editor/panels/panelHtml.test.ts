import type * as vscode from 'vscode';
import { expect, test } from 'vitest';
import { escapeHtml, pageHtml, webviewOptions } from '../../../src/vscode/panels/panelHtml';
import { Uri } from '../../fakes/vscode';

const extensionUri = Uri.file('/ext') as unknown as vscode.Uri;
const webview = { cspSource: 'https://csp.test', asWebviewUri: (uri: unknown) => uri } as vscode.Webview;
const page = (key = '/srv/shop') =>
  pageHtml(webview, { extensionUri, view: 'dashboard', key, title: 'Dashboard — shop' });
const nonceOf = (html: string) => /<script nonce="([^"]+)"/.exec(html)?.[1];

test('the policy allows the built files and nothing else', () => {
  const html = page();
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    'img-src https://csp.test',
    `style-src https://csp.test 'nonce-${nonceOf(html)}'`,
    `script-src 'nonce-${nonceOf(html)}'`,
    'font-src https://csp.test',
  ]);
  expect(policy).not.toMatch(/unsafe|https:(?!\/\/csp)|\*/);
});

test('the toolkit finds the nonce, which is new each time and hard to guess', () => {
  const html = page();
  expect(html).toContain(`<meta property="csp-nonce" content="${nonceOf(html)}">`);
  expect(nonceOf(html)).toMatch(/^[\w-]{32}$/);
  expect(nonceOf(page())).not.toBe(nonceOf(html));
});

test('nothing runs inline', () => {
  expect(page()).not.toMatch(/<script(?![^>]*src=)|\son\w+=|<style|javascript:/);
});

test('a hostile key cannot leave its attribute', () => {
  expect(page('"><script>alert(1)</script>')).toContain('data-key="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
});

test('escaping knows all five characters', () => {
  expect(escapeHtml(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
});

test('a page may load the built files only', () => {
  const { localResourceRoots, enableScripts, enableCommandUris } = webviewOptions(extensionUri);
  expect(localResourceRoots?.map(String)).toEqual(['file:///ext/dist']);
  expect([enableScripts, enableCommandUris]).toEqual([true, undefined]);
});
